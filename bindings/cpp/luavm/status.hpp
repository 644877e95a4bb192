// How a call went, as a C++ enumeration.
#ifndef LUAVM_STATUS_HPP
#define LUAVM_STATUS_HPP

#if !(defined(__cplusplus) && __cplusplus >= 201703L) && \
    !(defined(_MSVC_LANG) && _MSVC_LANG >= 201703L)
#error "luavm.hpp needs C++17; older standards can use luavm.h"
#endif

#include <cstdint>
#include <string_view>

#include <luavm.h>

// 1 where the throwing half of this binding exists.
#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define LUAVM_CPP_EXCEPTIONS 1
#else
#define LUAVM_CPP_EXCEPTIONS 0
#endif

namespace luavm {

/// What every call answers; the numbers are those of luavm.h. A newer library may
/// answer one that is not named here.
enum class status : std::int32_t {
  ok = LUAVM_OK,                    ///< done
  runtime = LUAVM_RUNTIME,          ///< the script raised an error
  argument = LUAVM_ARGUMENT,        ///< the caller passed something invalid
  syntax = LUAVM_SYNTAX,            ///< the source is not a Lua program
  memory = LUAVM_MEMORY,            ///< the VM's memory limit is reached
  timeout = LUAVM_TIMEOUT,          ///< the wall-time limit is reached
  fuel = LUAVM_FUEL,                ///< the fuel is spent
  sandbox = LUAVM_SANDBOX,          ///< the profile forbids what the script tried
  output = LUAVM_OUTPUT,            ///< printed output or the result is too large
  cancelled = LUAVM_CANCELLED,      ///< vm::interrupt stopped the script
  internal = LUAVM_INTERNAL,        ///< a defect of the library
  handle = LUAVM_HANDLE,            ///< no such VM: empty, moved from, or freed
  busy = LUAVM_BUSY,                ///< another thread is using this VM
  quota = LUAVM_QUOTA,              ///< a cap of this process is reached
  closed = LUAVM_CLOSED,            ///< the VM was freed meanwhile, or holds no state
  forked = LUAVM_FORKED,            ///< called in a child process after fork()
  network = LUAVM_NETWORK,          ///< reserved
  unsupported = LUAVM_UNSUPPORTED,  ///< not possible here
  pending = LUAVM_PENDING,          ///< a host function will answer later: resume
  yielded = LUAVM_YIELDED           ///< the slice is over, the script is not: resume
};

/// "ok", "runtime", "argument", ...; "unknown" for a number that is none.
inline std::string_view name(status code) noexcept {
  return luavm_status_name(static_cast<luavm_status>(code));
}

namespace detail {

/// What to tell people where a status comes without a message of the library's.
/// Each is NUL-terminated.
inline std::string_view default_message(status code) noexcept {
  switch (code) {
    case status::ok:
      return "";
    case status::argument:
      return "an argument is invalid";
    case status::memory:
      return "the system has no memory left";
    case status::handle:
      return "no such VM: it is empty, moved from, or freed";
    case status::busy:
      return "another thread is using this VM: use one VM per thread, or a lock";
    case status::quota:
      return "the memory quota of this process is reached";
    case status::closed:
      return "this VM is closed";
    case status::forked:
      return "luavm cannot be used in a child process made with fork()";
    default:
      return name(code);
  }
}

}  // namespace detail
}  // namespace luavm

#endif  // LUAVM_STATUS_HPP
