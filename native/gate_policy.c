/* Gates of policies; included by gate.c. */
luavm_status policy_new(const luavm_policy_options *options, luavm_policy *policy,
                        luavm_buffer **error) {
  if (policy != NULL) *policy = 0;
  if (error != NULL) *error = NULL;
  FORKED(managed_policy_new(options, policy, error));
}

luavm_status policy_show(const char *name, size_t name_length, luavm_buffer **json) {
  if (json != NULL) *json = NULL;
  FORKED(managed_policy_show(name, name_length, json));
}

luavm_status policy_free(luavm_policy policy) {
  FORKED(managed_policy_free(policy));
}

luavm_status policy_store(luavm_policy policy, const char *name, size_t name_length,
                          luavm_store store, luavm_buffer **error) {
  if (error != NULL) *error = NULL;
  FORKED(managed_policy_store(policy, name, name_length, store, error));
}
