/* Gates of quota groups; included by gate.c. */
luavm_status quota_set(const char *group, size_t group_length, const luavm_quota *quota,
                       luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_quota_set(group, group_length, quota, error));
}

luavm_status quota_read(const char *group, size_t group_length,
                        luavm_quota_usage *usage) {
  if (process_open()) return managed_quota_read(group, group_length, usage);
  if (usage != NULL && usage->struct_size == sizeof *usage)
    *usage = (luavm_quota_usage){.struct_size = sizeof *usage};
  return LUAVM_FORKED;
}

luavm_status quota_remove(const char *group, size_t group_length) {
  FORKED(managed_quota_remove(group, group_length));
}
