#ifndef RELAY_RECEIPT_COMMAND_H
#define RELAY_RECEIPT_COMMAND_H

/* `tucai-relay verify-receipt`: judges a receipt without servers.  argv[0] is
 * "verify-receipt".  Exit: 0 it holds; 1 it does not, or a file cannot be read;
 * 2 usage. */
int receipt_command(int argc, char **argv);

#endif
