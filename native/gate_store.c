/* Gates of stores; included by gate.c. */
luavm_status store_open(const luavm_store_options *options, luavm_store *store,
                        luavm_buffer **error) {
  if (store != NULL) *store = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_store_open(options, store, error));
}

luavm_status store_get(luavm_store store, const luavm_value *key,
                       luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_store_get(store, key, result));
}

luavm_status store_put(luavm_store store, const luavm_store_entry *entries,
                       size_t count, luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_store_put(store, entries, count, error));
}

luavm_status store_delete(luavm_store store, const luavm_value *key, int32_t *existed,
                          luavm_buffer **error) {
  if (existed != NULL) *existed = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_store_delete(store, key, existed, error));
}

luavm_status store_list(luavm_store store, const luavm_value *after, size_t limit,
                        luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_store_list(store, after, limit, result));
}

luavm_status store_export(luavm_store store, luavm_buffer **document,
                          luavm_buffer **error) {
  if (document != NULL) *document = NULL;
  if (error != NULL) *error = NULL;
  FORKED(managed_store_export(store, document, error));
}

luavm_status store_import(luavm_store store, const char *document,
                          size_t document_length, uint64_t *count,
                          luavm_buffer **error) {
  if (count != NULL) *count = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_store_import(store, document, document_length, count, error));
}

luavm_status store_stats(luavm_store store, luavm_store_statistics *statistics,
                         luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  if (process_open()) return managed_store_stats(store, statistics, error);
  if (statistics != NULL && statistics->struct_size == sizeof *statistics)
    *statistics = (luavm_store_statistics){.struct_size = sizeof *statistics};
  return LUAVM_FORKED;
}

luavm_status store_free(luavm_store store) {
  FORKED(managed_store_free(store));
}
