// The library, and what it may take in this process. Any thread may call these.
#ifndef LUAVM_PROCESS_HPP
#define LUAVM_PROCESS_HPP

#include <cstdint>
#include <string_view>

#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// Counters of all VMs together: vm_count, vm_total, eval_total, kill_total,
/// memory_bytes, memory_peak_bytes, block_count... See luavm.h.
using process_statistics = luavm_statistics;

/// Version of the loaded library, for example "0.1.0".
inline std::string_view version() noexcept {
  return luavm_version();
}

/// Whether the loaded library is of the generation this program was compiled for.
inline bool is_compatible() noexcept {
  return luavm_abi_version() == LUAVM_ABI_VERSION;
}

/// Sets what this process allows all VMs together, from now on; nothing alive is
/// taken away. Fails with argument, forked.
inline outcome<void> try_configure(const process_options &options) noexcept {
  const luavm_config config = options.native();
  luavm_buffer *message = nullptr;
  const luavm_status status = luavm_configure(&config, &message);
  return outcome<void>(status, message);
}

/// Reads the process-wide counters. Fails with forked.
inline outcome<process_statistics> try_statistics() noexcept {
  process_statistics counters{};
  counters.struct_size = sizeof counters;
  const luavm_status status = luavm_stats(&counters);
  return {failure(status), std::move(counters)};
}

#if LUAVM_CPP_EXCEPTIONS
/// try_configure; throws argument_error, forked_error.
inline void configure(const process_options &options) {
  try_configure(options).check();
}

/// try_statistics; throws forked_error.
inline process_statistics statistics() {
  return try_statistics().value();
}
#endif

}  // namespace luavm

#endif  // LUAVM_PROCESS_HPP
