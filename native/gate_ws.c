/* Gates of WebSocket; included by gate.c. */
luavm_status ws_connect(const luavm_ws_options *options, luavm_ws *socket,
                        luavm_buffer **error) {
  if (socket != NULL) *socket = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_ws_connect(options, socket, error));
}

luavm_status ws_send(luavm_ws socket, int32_t kind, const char *data,
                     size_t data_length, uint64_t timeout_ms, luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_ws_send(socket, kind, data, data_length, timeout_ms, error));
}

luavm_status ws_receive(luavm_ws socket, uint64_t timeout_ms, int32_t *kind,
                        int32_t *code, luavm_buffer **data, luavm_buffer **error) {
  if (kind != NULL) *kind = 0;
  if (code != NULL) *code = 0;
  if (data != NULL) *data = NULL;
  if (error != NULL) *error = NULL;
  FORKED(managed_ws_receive(socket, timeout_ms, kind, code, data, error));
}

luavm_status ws_close(luavm_ws socket, int32_t code, const char *reason,
                      size_t reason_length, uint64_t timeout_ms, luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_ws_close(socket, code, reason, reason_length, timeout_ms, error));
}

luavm_status ws_free(luavm_ws socket) {
  FORKED(managed_ws_free(socket));
}
