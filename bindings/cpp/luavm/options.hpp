// What a VM, an eval and this process may spend, and what scripts may reach.
#ifndef LUAVM_OPTIONS_HPP
#define LUAVM_OPTIONS_HPP

#include <chrono>
#include <cstdint>
#include <string_view>

#include <luavm/status.hpp>

namespace luavm {

/// "No limit", for any limit in bytes, fuel or VMs that does not say otherwise.
inline constexpr std::uint64_t unlimited = LUAVM_UNLIMITED;

/// "No limit", for time.
inline constexpr std::chrono::nanoseconds forever = (std::chrono::nanoseconds::max)();

/// What a script may reach.
enum class profile : std::uint32_t {
  inherit = LUAVM_PROFILE_DEFAULT,    ///< the policy's, or standard
  standard = LUAVM_PROFILE_STANDARD,  ///< for untrusted scripts
  locked = LUAVM_PROFILE_LOCKED,      ///< computation alone
  trusted = LUAVM_PROFILE_TRUSTED     ///< all of Lua, for the host's own scripts
};

/// Sets of limits; the fields of vm_options that are not 0 go before.
enum class preset : std::uint32_t {
  standard = LUAVM_PRESET_DEFAULT,        ///< 16 MiB, 5 s, output 1 MiB
  embedded = LUAVM_PRESET_EMBEDDED,       ///< 1 MiB, 1 s, output 64 KiB
  production = LUAVM_PRESET_PRODUCTION,   ///< 10 MiB, 5 s, output 1 MiB
  development = LUAVM_PRESET_DEVELOPMENT  ///< 100 MiB, 60 s, output 16 MiB
};

namespace detail {

/// Milliseconds as the C interface takes them. Rounds up, and what is over already
/// is the shortest limit there is: neither may turn into 0, "the default".
constexpr std::uint64_t milliseconds(std::chrono::nanoseconds time) noexcept {
  if (time == forever) return unlimited;
  if (time < std::chrono::nanoseconds::zero()) return 1;
  const std::uint64_t nanoseconds = static_cast<std::uint64_t>(time.count());
  return nanoseconds / 1'000'000 + (nanoseconds % 1'000'000 != 0 ? 1 : 0);
}

}  // namespace detail

/// How to make a VM. 0 is the preset's value everywhere; see luavm_vm_options.
struct vm_options {
  luavm::profile profile = luavm::profile::inherit;
  luavm::preset preset = luavm::preset::standard;
  bool memory_catchable = false;        ///< scripts may pcall running out of memory
  std::uint64_t memory_bytes = 0;       ///< hard limit on all the VM causes
  std::uint64_t memory_soft_bytes = 0;  ///< shorter collection cycles from here on
  std::uint64_t fuel = 0;               ///< per eval: branches, loop turns, calls, work
  std::chrono::nanoseconds wall{0};     ///< per eval, wall clock; rounded up to 1 ms
  std::uint64_t output_bytes = 0;       ///< per eval: what print may write
  std::uint64_t result_bytes = 0;       ///< per eval: size of the returned values
  luavm_template host = 0;              ///< vm_template::handle(): what to begin with
  void *user = nullptr;                 ///< the host's own: call::user()
  luavm_policy policy = 0;              ///< limits and services; 0: none
  std::string_view group = {};          ///< a quota group; empty: the policy's

  /// The same for luavm.h; borrows group.
  luavm_vm_options native() const noexcept {
    luavm_vm_options options{};
    options.struct_size = sizeof options;
    options.flags = memory_catchable ? LUAVM_VM_MEMORY_CATCHABLE : 0;
    options.profile = static_cast<std::uint32_t>(profile);
    options.preset = static_cast<std::uint32_t>(preset);
    options.memory_bytes = memory_bytes;
    options.memory_soft_bytes = memory_soft_bytes;
    options.fuel = fuel;
    options.wall_ms = detail::milliseconds(wall);
    options.output_bytes = output_bytes;
    options.result_bytes = result_bytes;
    options.host = host;
    options.user = user;
    options.policy = policy;
    options.group = group.data();
    options.group_length = group.size();
    return options;
  }
};

/// How to run one source. 0 is the VM's own limit; a call may ask for more or less.
struct eval_options {
  std::string_view chunk_name = {};  ///< shown in messages; empty: "script"
  bool keep_globals = false;         ///< the VM's lasting globals, not fresh ones
  bool keep_functions = false;  ///< functions come as references, see reference.hpp
  bool keep_tables = false;     ///< tables come as references, not as copies
  bool shallow = false;         ///< tables within tables come as references
  bool refuse_shared = false;   ///< a table in two places is `runtime`
  std::uint64_t fuel = 0;
  std::chrono::nanoseconds wall{0};  ///< rounded up to 1 ms
  std::uint64_t output_bytes = 0;
  std::uint64_t result_bytes = 0;
  std::uint64_t slice_fuel =
      0;  ///< fuel after which the call ends as `yielded`; 0: none

  /// The same for luavm.h; borrows chunk_name.
  luavm_eval_options native() const noexcept {
    luavm_eval_options options{};
    options.struct_size = sizeof options;
    options.flags = (keep_globals ? LUAVM_EVAL_KEEP_ENVIRONMENT : 0) |
                    (keep_functions ? LUAVM_EVAL_KEEP_FUNCTIONS : 0) |
                    (keep_tables ? LUAVM_EVAL_KEEP_TABLES : 0) |
                    (shallow ? LUAVM_EVAL_SHALLOW : 0) |
                    (refuse_shared ? LUAVM_EVAL_REFUSE_SHARED : 0);
    options.chunk_name = chunk_name.data();
    options.chunk_name_length = chunk_name.size();
    options.fuel = fuel;
    options.wall_ms = detail::milliseconds(wall);
    options.output_bytes = output_bytes;
    options.result_bytes = result_bytes;
    options.slice_fuel = slice_fuel;
    return options;
  }
};

/// What this process allows all VMs together.
struct process_options {
  std::uint32_t vm_cap = 0;                ///< VMs alive at once; 0: 1,000
  std::uint64_t memory_quota_bytes = 0;    ///< of all together; 0 or unlimited: none
  std::uint32_t http_cap = 0;              ///< HTTP requests under way; 0: 100
  std::uint32_t ws_cap = 0;                ///< WebSocket connections; 0: 50
  std::uint64_t cache_bytes = 0;           ///< all that the cache holds; 0: 100 MiB
  std::uint64_t cache_compress_bytes = 0;  ///< from this size on; 0: 4,096
  std::string_view ca_file = {};  ///< authorities to trust besides the system's

  /// The same for luavm.h; borrows ca_file.
  luavm_config native() const noexcept {
    luavm_config config{};
    config.struct_size = sizeof config;
    config.vm_cap = vm_cap;
    config.memory_quota_bytes = memory_quota_bytes;
    config.http_cap = http_cap;
    config.ws_cap = ws_cap;
    config.cache_bytes = cache_bytes;
    config.cache_compress_bytes = cache_compress_bytes;
    config.ca_file = ca_file.data();
    config.ca_file_length = ca_file.size();
    return config;
  }
};

}  // namespace luavm

#endif  // LUAVM_OPTIONS_HPP
