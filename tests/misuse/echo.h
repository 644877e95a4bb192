/* The server's end of a WebSocket: sends back what comes. */
#ifndef ECHO_H
#define ECHO_H

#include <stdbool.h>

bool echo_asked_for(const char *request);

/* Answers the handshake, and then messages and the close, until it is over. */
void echo_serve(int connection, const char *request);

#endif
