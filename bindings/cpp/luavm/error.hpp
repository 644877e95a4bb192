// One exception class for each way a call can fail; nothing with -fno-exceptions.
#ifndef LUAVM_ERROR_HPP
#define LUAVM_ERROR_HPP

#include <luavm/result.hpp>
#include <luavm/status.hpp>

#if LUAVM_CPP_EXCEPTIONS

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace luavm {

/// The base of all that this binding throws. Copies share what they hold and never
/// throw. what() is for people: what happened, which limit, what to do.
class error : public std::runtime_error {
 public:
  luavm::status status() const noexcept { return status_; }

  /// These are the result's, see there: empty or 0 where no script ran. They live as
  /// long as this error or a copy of it.
  std::string_view traceback() const noexcept { return result_->traceback(); }
  std::string_view source() const noexcept { return result_->source(); }
  std::int64_t line() const noexcept { return result_->line(); }
  std::string_view output() const noexcept { return result_->output(); }
  luavm::usage usage() const noexcept { return result_->usage(); }

  /// The error value itself, whatever the script raised; else nil.
  value_view value() const noexcept { return result_->error(); }

 protected:
  error(luavm::status code, std::string_view message, luavm::result &&from)
      : std::runtime_error(std::string(message)),
        result_(std::make_shared<const luavm::result>(std::move(from))),
        status_(code) {}

 private:
  std::shared_ptr<const luavm::result> result_;
  luavm::status status_;
};

/// The exception of one status.
template <luavm::status Code>
class status_error final : public error {
 public:
  explicit status_error(std::string_view message, luavm::result &&from = {})
      : error(Code, message, std::move(from)) {}
};

using runtime_error = status_error<status::runtime>;
using argument_error = status_error<status::argument>;
using syntax_error = status_error<status::syntax>;
using memory_error = status_error<status::memory>;
using timeout_error = status_error<status::timeout>;
using fuel_error = status_error<status::fuel>;
using sandbox_error = status_error<status::sandbox>;
using output_error = status_error<status::output>;
using cancelled_error = status_error<status::cancelled>;
using internal_error = status_error<status::internal>;
using handle_error = status_error<status::handle>;
using busy_error = status_error<status::busy>;
using quota_error = status_error<status::quota>;
using closed_error = status_error<status::closed>;
using forked_error = status_error<status::forked>;
using network_error = status_error<status::network>;
using unsupported_error = status_error<status::unsupported>;
using pending_error = status_error<status::pending>;
using yielded_error = status_error<status::yielded>;

/// The script ended well (status() is ok), but as<T>() asked for a type that its
/// value has no form in.
class conversion_error final : public error {
 public:
  explicit conversion_error(luavm::type from)
      : error(luavm::status::ok,
              "no such form of a Lua value: it is of type " + std::string(name(from)),
              luavm::result()) {}
};

/// Throws the exception of a status; internal_error for one that is not known here.
/// message: empty for the status's own.
[[noreturn]] inline void throw_error(status code, std::string_view message = {},
                                     result &&from = {}) {
  if (message.empty()) message = detail::default_message(code);
  switch (code) {
    case status::runtime:
      throw luavm::runtime_error(message, std::move(from));
    case status::argument:
      throw argument_error(message, std::move(from));
    case status::syntax:
      throw syntax_error(message, std::move(from));
    case status::memory:
      throw memory_error(message, std::move(from));
    case status::timeout:
      throw timeout_error(message, std::move(from));
    case status::fuel:
      throw fuel_error(message, std::move(from));
    case status::sandbox:
      throw sandbox_error(message, std::move(from));
    case status::output:
      throw output_error(message, std::move(from));
    case status::cancelled:
      throw cancelled_error(message, std::move(from));
    case status::handle:
      throw handle_error(message, std::move(from));
    case status::busy:
      throw busy_error(message, std::move(from));
    case status::quota:
      throw quota_error(message, std::move(from));
    case status::closed:
      throw closed_error(message, std::move(from));
    case status::forked:
      throw forked_error(message, std::move(from));
    case status::network:
      throw network_error(message, std::move(from));
    case status::unsupported:
      throw unsupported_error(message, std::move(from));
    case status::pending:
      throw pending_error(message, std::move(from));
    case status::yielded:
      throw yielded_error(message, std::move(from));
    default:
      throw internal_error(message, std::move(from));
  }
}

/// Throws for a status that is not ok.
inline void check(status code) {
  if (code != status::ok) throw_error(code);
}

/// Gives a result back that is ok, pending or yielded. Any other is thrown: as the very
/// exception that a host function threw, where that is what ended the script.
inline result check(result &&from) {
  if (from.ok() || from.pending() || from.yielded()) return std::move(from);
  if (from.exception()) std::rethrow_exception(from.exception());
  throw_error(from.status(), from.message(), std::move(from));
}

}  // namespace luavm

#endif  // LUAVM_CPP_EXCEPTIONS
#endif  // LUAVM_ERROR_HPP
