// Groups of VMs that share limits: "tenants/ada" lies in "tenants". Any thread.
#ifndef LUAVM_QUOTA_HPP
#define LUAVM_QUOTA_HPP

#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/outcome.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// What a group allows; 0 is no limit, but for the soft one.
struct quota_options {
  std::uint32_t vm_cap = 0;             ///< VMs alive in it and below
  std::uint64_t memory_bytes = 0;       ///< hard limit
  std::uint64_t memory_soft_bytes = 0;  ///< shorter collection cycles; 0: 3/4 of it
};

/// A group's counters: vm_count, memory_bytes, memory_peak_bytes, refused_count...
/// See luavm.h.
using quota_usage = luavm_quota_usage;

/// Makes a group, or changes what it allows. Fails with argument, quota (4,096
/// groups), forked.
inline outcome<void> try_set_quota(std::string_view group,
                                   const quota_options &options) noexcept {
  luavm_quota quota{};
  quota.struct_size = sizeof quota;
  quota.vm_cap = options.vm_cap;
  quota.memory_bytes = options.memory_bytes;
  quota.memory_soft_bytes = options.memory_soft_bytes;
  luavm_buffer *message = nullptr;
  const luavm_status status = quota_set(group.data(), group.size(), &quota, &message);
  return outcome<void>(status, message);
}

/// Reads a group's counters; those of the process where the name is empty. Fails with
/// argument (no such group), forked.
inline outcome<quota_usage> try_read_quota(std::string_view group) noexcept {
  quota_usage counters{};
  counters.struct_size = sizeof counters;
  const luavm_status status = quota_read(group.data(), group.size(), &counters);
  return {failure(status), std::move(counters)};
}

/// Forgets a group; what the cache keeps for it goes. Gives ok, argument (no such
/// group), busy (it is in use), forked.
inline status remove_quota(std::string_view group) noexcept {
  return static_cast<status>(quota_remove(group.data(), group.size()));
}

#if LUAVM_CPP_EXCEPTIONS
/// The same; these throw the error of the status.
inline void set_quota(std::string_view group, const quota_options &options) {
  try_set_quota(group, options).check();
}
inline quota_usage read_quota(std::string_view group) {
  return try_read_quota(group).value();
}
#endif

}  // namespace luavm

#endif  // LUAVM_QUOTA_HPP
