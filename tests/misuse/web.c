/* A server that answers every request with "ok" or, where it is asked to, becomes
 * a WebSocket, for the calls that need one. */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "call.h"
#include "echo.h"

static const char answer[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
static char url[64], socket_url[64];
static int listener;

/* Requests here have no body: an empty line ends them. */
static void serve(int connection) {
  char asked[4096];
  size_t length = 0;
  while (length + 1 < sizeof asked) {
    ssize_t count = recv(connection, asked + length, sizeof asked - 1 - length, 0);
    if (count <= 0) return; /* gave up */
    length += (size_t)count;
    asked[length] = 0;
    if (strstr(asked, "\r\n\r\n") != NULL) break;
  }
  if (echo_asked_for(asked))
    echo_serve(connection, asked);
  else
    send(connection, answer, sizeof answer - 1, MSG_NOSIGNAL);
}

static void *serve_one(void *connection) {
  serve((int)(intptr_t)connection);
  close((int)(intptr_t)connection);
  return NULL;
}

static void *serve_all(void *nothing) {
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    pthread_t thread;
    if (connection < 0) continue;
    CHECK(pthread_create(&thread, NULL, serve_one, (void *)(intptr_t)connection) == 0,
          "pthread_create");
    pthread_detach(thread);
  }
  return nothing;
}

static void listen_here(void) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  listener = socket(AF_INET, SOCK_STREAM, 0);
  CHECK(bind(listener, (struct sockaddr *)&address, length) == 0 &&
            listen(listener, 64) == 0 &&
            getsockname(listener, (struct sockaddr *)&address, &length) == 0,
        "no server: %s", strerror(errno));
  snprintf(url, sizeof url, "http://127.0.0.1:%d/", ntohs(address.sin_port));
  snprintf(socket_url, sizeof socket_url, "ws%s", url + strlen("http"));
  sigset_t all, before;
  pthread_t thread;
  sigfillset(&all); /* those are for the threads of the test */
  pthread_sigmask(SIG_BLOCK, &all, &before);
  CHECK(pthread_create(&thread, NULL, serve_all, NULL) == 0, "pthread_create");
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_detach(thread);
}

const char *some_url(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, listen_here);
  return url;
}

luavm_http_response *some_response(void) {
  luavm_http_response *response = NULL;
  luavm_status status = http_get(some_url(), strlen(some_url()), &response);
  CHECK(status == LUAVM_OK && response != NULL, "http_get: %s",
        luavm_status_name(status));
  CHECK(strcmp(response->body.data, "ok") == 0, "it answers %s", response->body.data);
  return response;
}

const char *some_socket_url(void) {
  some_url();
  return socket_url;
}

luavm_ws some_socket(void) {
  luavm_ws_options options = {.struct_size = sizeof options,
                              .url = some_socket_url(),
                              .url_length = strlen(socket_url)};
  luavm_ws socket = 0;
  luavm_status status = ws_connect(&options, &socket, NULL);
  CHECK(status == LUAVM_OK && socket != 0, "ws_connect: %s", luavm_status_name(status));
  return socket;
}

void bring_message(luavm_ws socket) {
  luavm_status status = ws_send(socket, LUAVM_WS_TEXT, "message", 7, 0, NULL);
  CHECK(status == LUAVM_OK, "ws_send: %s", luavm_status_name(status));
}
