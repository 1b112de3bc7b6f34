#!/bin/sh
# Files <= 400 lines, headers <= 120, functions <= 60 lines; prints the median function.
set -eu
cd "$(dirname "$0")/.."
bad=0
for f in $(git ls-files '*.c' '*.h' '*.js' '*.mjs' '*.lua' '*.sh' '*.py' '*.css' '*.html'); do
    case $f in lib/*.h | services/*.h) max=120 ;; *) max=400 ;; esac
    n=$(wc -l <"$f")
    [ "$n" -le $max ] || { echo "$f: $n lines, at most $max"; bad=1; }
done
git ls-files '*.c' '*.h' | ctags --fields=+ne -f - --kinds-C=f --sort=no -L - 2>/dev/null | sed -n 's/^\([^\t]*\)\t\([^\t]*\)\t.*line:\([0-9]*\).*end:\([0-9]*\).*/\1 \2 \3 \4/p' |
    awk '{n=$4-$3+1; len[NR]=n; if(n>60){print $2":"$3": "$1"() has "n" lines, at most 60"; bad=1}}
         END{m=asort_n(len,NR); print "functions: "NR", median "m" lines"; exit bad}
         function asort_n(a,n, i,j,t){for(i=2;i<=n;i++){t=a[i];for(j=i-1;j>0&&a[j]>t;j--)a[j+1]=a[j];a[j+1]=t} return n?a[int((n+1)/2)]:0}' || bad=1
exit $bad
