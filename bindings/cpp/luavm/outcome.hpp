// A value, or the status and message of why there is none: std::expected in C++17.
#ifndef LUAVM_OUTCOME_HPP
#define LUAVM_OUTCOME_HPP

#include <string_view>
#include <utility>

#include <luavm/error.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// How a call went, with the library's message. Owns the message; moves.
class failure {
 public:
  explicit failure(luavm_status status, luavm_buffer *message = nullptr) noexcept
      : message_(message), status_(status) {}
  explicit failure(luavm::result &&from) noexcept
      : result_(std::move(from)),
        status_(static_cast<luavm_status>(result_.status())) {}
  ~failure() { luavm_buffer_free(message_); }

  failure(failure &&other) noexcept
      : result_(std::move(other.result_)),
        message_(std::exchange(other.message_, nullptr)),
        status_(other.status_) {}
  failure &operator=(failure &&other) noexcept {
    std::swap(result_, other.result_);
    std::swap(message_, other.message_);
    std::swap(status_, other.status_);
    return *this;
  }

  luavm::status status() const noexcept { return static_cast<luavm::status>(status_); }
  bool ok() const noexcept { return status_ == LUAVM_OK; }
  explicit operator bool() const noexcept { return ok(); }

  /// What happened and what to do; empty when ok. Always followed by a NUL.
  std::string_view message() const noexcept {
    if (message_) return {message_->data, message_->length};
    if (result_.status() == status()) return result_.message();
    return detail::default_message(status());
  }

#if LUAVM_CPP_EXCEPTIONS
  /// Throws the error of the status unless it is ok.
  void check() {
    if (ok()) return;
    if (result_.status() == status()) luavm::check(std::move(result_));
    throw_error(status(), message());
  }
#endif

 private:
  luavm::result result_;  // where the call had one: what it says of the failure
  luavm_buffer *message_ = nullptr;
  luavm_status status_;
};

/// A T, or why there is none.
template <class T>
class [[nodiscard]] outcome : public failure {
 public:
  outcome(failure &&how, T &&value) noexcept
      : failure(std::move(how)), value_(std::move(value)) {}

  /// The value; a default one after a failure.
  T &operator*() noexcept { return value_; }
  const T &operator*() const noexcept { return value_; }
  T *operator->() noexcept { return &value_; }
  const T *operator->() const noexcept { return &value_; }

#if LUAVM_CPP_EXCEPTIONS
  /// The value moved out; throws after a failure.
  T value() && {
    check();
    return std::move(value_);
  }
#endif

 private:
  T value_;
};

/// For calls that give nothing.
template <>
class [[nodiscard]] outcome<void> : public failure {
 public:
  using failure::failure;
};

}  // namespace luavm

#endif  // LUAVM_OUTCOME_HPP
