"""Joins the parts of the ledger script into one C string: embed.py OUT PARTS..."""
import hashlib
import sys

text = b"".join(open(part, "rb").read() for part in sys.argv[2:])
name = "ledger_" + hashlib.sha1(text).hexdigest()[:12]
text = text.replace(b"LEDGER_NAME", name.encode())
rows = (text[i:i + 24] for i in range(0, len(text), 24))
with open(sys.argv[1], "w") as out:
    out.write('#define LEDGER_NAME "%s"\n' % name)
    out.write("static const char LEDGER_TEXT[] = {\n")
    out.writelines("    " + "".join("%d," % byte for byte in row) + "\n" for row in rows)
    out.write("    0};\n")
