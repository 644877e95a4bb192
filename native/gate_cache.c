/* Gates of the cache; included by gate.c. */
luavm_status cache_put(const char *tenant, size_t tenant_length, const char *key,
                       size_t key_length, const luavm_value *value, uint64_t ttl_ms,
                       luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(
      managed_cache_put(tenant, tenant_length, key, key_length, value, ttl_ms, error));
}

luavm_status cache_get(const char *tenant, size_t tenant_length, const char *key,
                       size_t key_length, luavm_result **result) {
  if (result != NULL) *result = NULL;
  FORKED(managed_cache_get(tenant, tenant_length, key, key_length, result));
}

luavm_status cache_delete(const char *tenant, size_t tenant_length, const char *key,
                          size_t key_length, int32_t *existed, luavm_buffer **error) {
  if (existed != NULL) *existed = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_cache_delete(tenant, tenant_length, key, key_length, existed, error));
}

luavm_status cache_clear(const char *tenant, size_t tenant_length,
                         luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_cache_clear(tenant, tenant_length, error));
}

luavm_status cache_share(const char *tenant, size_t tenant_length, uint64_t share_bytes,
                         luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_cache_share(tenant, tenant_length, share_bytes, error));
}

luavm_status cache_stats(const char *tenant, size_t tenant_length,
                         luavm_cache_statistics *statistics) {
  if (process_open()) return managed_cache_stats(tenant, tenant_length, statistics);
  if (statistics != NULL && statistics->struct_size == sizeof *statistics)
    *statistics = (luavm_cache_statistics){.struct_size = sizeof *statistics};
  return LUAVM_FORKED;
}
