/* A WebSocket connection of the host's. Start examples/server.py first: it echoes.
 *
 *   cc websocket.c -o websocket $(pkg-config --cflags --libs luavm) && ./websocket
 */
#include <stdio.h>
#include <string.h>

#include <luavm.h>

static int fail(luavm_buffer *error) {
  fprintf(stderr, "%s\n", error != NULL ? error->data : "no memory");
  luavm_buffer_free(error);
  return 1;
}

int main(int count, char **arguments) {
  const char *url = count > 1 ? arguments[1] : "ws://127.0.0.1:8765/ws";
  luavm_ws_options options = {
      .struct_size = sizeof options, .url = url, .url_length = strlen(url)};
  luavm_ws socket;
  luavm_buffer *error, *data;
  if (ws_connect(&options, &socket, &error) != LUAVM_OK) return fail(error);

  static const char *const messages[] = {"one", "two", "three"};
  for (int i = 0; i < 3; i++)
    if (ws_send(socket, LUAVM_WS_TEXT, messages[i], strlen(messages[i]), 0, &error) !=
        LUAVM_OK)
      return fail(error);

  /* Each message is a buffer of ours, and so is the reason of a close. */
  int32_t kind, code;
  for (int i = 0; i < 3; i++) {
    if (ws_receive(socket, 5000, &kind, &code, &data, &error) != LUAVM_OK)
      return fail(error);
    printf("%s\n", data->data);
    luavm_buffer_free(data);
  }

  /* Nothing more comes: that is a status, and the connection goes on. */
  printf("%s\n",
         luavm_status_name(ws_receive(socket, 10, &kind, &code, &data, &error)));
  luavm_buffer_free(error);

  printf("%s\n", luavm_status_name(ws_close(socket, 1000, "done", 4, 0, &error)));
  luavm_buffer_free(error);
  return ws_free(socket);
}
