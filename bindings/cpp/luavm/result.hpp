// What an eval gave: values, printed output, what was spent, or why it failed.
#ifndef LUAVM_RESULT_HPP
#define LUAVM_RESULT_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <luavm/box.hpp>
#include <luavm/held.hpp>
#include <luavm/status.hpp>
#include <luavm/value.hpp>

namespace luavm {

/// What an eval spent: fuel, wall_ns, cpu_ns, memory_bytes, memory_peak_bytes,
/// gc_count. See luavm.h.
using usage = luavm_usage;

namespace detail {
template <class T, class Enable>
struct borrows;
}

/// The outcome of one eval or call, with all it points to. Moves; outlives its VM. Any
/// thread may read it. A default or moved-from one is empty: status `handle`, nothing
/// else. References in it are released with it.
class result {
 public:
  result() noexcept = default;

  /// Takes over a block of vm_eval and the status it came with. raw may be NULL:
  /// there was no memory for a block, or this is a forked child.
  /// vm: whose references it holds; 0: it holds none.
  result(luavm_result *raw, luavm_status status, luavm_vm vm = 0) noexcept
      : raw_(raw), vm_(vm), status_(status) {
#if LUAVM_CPP_EXCEPTIONS
    if (raw_ && raw_->error.flags != 0)
      exception_ = detail::unboxed<std::exception_ptr>(error());
#endif
  }

  /// A call that was not made, with what to tell people: text that stays.
  result(luavm::status status, const char *message) noexcept
      : message_(message), status_(static_cast<luavm_status>(status)) {}

  ~result() {
    if (vm_ != 0 && raw_) detail::release_held(vm_, *raw_);
    vm_result_free(raw_);
  }

  result(result &&other) noexcept {
    swap(other);
  }
  result &operator=(result &&other) noexcept {
    result taken(std::move(other));
    swap(taken);
    return *this;
  }
  void swap(result &other) noexcept {
    std::swap(raw_, other.raw_);
    std::swap(vm_, other.vm_);
    std::swap(message_, other.message_);
    std::swap(status_, other.status_);
#if LUAVM_CPP_EXCEPTIONS
    std::swap(exception_, other.exception_);
#endif
  }

  luavm::status status() const noexcept {
    return static_cast<luavm::status>(status_);
  }
  bool ok() const noexcept {
    return status_ == LUAVM_OK;
  }
  explicit operator bool() const noexcept {
    return ok();
  }

  /// Whether it ended as vm::resume goes on from: a host function will answer later
  /// (values() is what it gave along), or the slice is over.
  bool pending() const noexcept {
    return status_ == LUAVM_PENDING;
  }
  bool yielded() const noexcept {
    return status_ == LUAVM_YIELDED;
  }

  /// What happened, which limit and its value, what to do; empty when ok. Always
  /// followed by a NUL.
  std::string_view message() const noexcept {
    if (raw_ && raw_->message.length != 0) return view(raw_->message);
    if (message_) return message_;
    return detail::default_message(status());
  }

  /// Lua frames at the error or kill, innermost first, one per line; empty when ok.
  std::string_view traceback() const noexcept {
    return view(&luavm_result::traceback);
  }

  /// Chunk name of the failing line, or empty.
  std::string_view source() const noexcept {
    return view(&luavm_result::source);
  }

  /// The failing line, from 1; 0: not known.
  std::int64_t line() const noexcept {
    return raw_ ? raw_->line : 0;
  }

  /// What print wrote, also after a failure.
  std::string_view output() const noexcept {
    return view(&luavm_result::output);
  }

  /// What was spent; all 0 where nothing ran.
  luavm::usage usage() const noexcept {
    return raw_ ? raw_->usage : luavm::usage{};
  }

  /// The returned values; none after a failure.
  value_range values() const &noexcept {
    return raw_ ? value_range(raw_->values, raw_->value_count, vm_) : value_range();
  }
  value_range values() && = delete;  // they would point into what is gone

  std::size_t size() const noexcept {
    return raw_ ? raw_->value_count : 0;
  }

  /// A returned value, from 0; nil from size() on, as in Lua.
  value_view operator[](std::size_t index) const noexcept {
    return index < size() ? value_view(raw_->values + index, vm_) : value_view();
  }

  /// The error value itself, whatever the script or a host function raised; else nil.
  value_view error() const noexcept {
    return raw_ ? value_view(&raw_->error, vm_) : value_view();
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The exception that a host function threw and no script caught; else NULL.
  const std::exception_ptr &exception() const noexcept {
    return exception_;
  }
#endif

  /// The first value (nil when there is none) as T, or nothing; see convert.hpp.
  template <class T>
  std::optional<T> try_as() const & {
    return (*this)[0].template try_as<T>();
  }
  template <class T>
  std::optional<T> try_as() && {
    static_assert(!detail::borrows<T, void>::value,
                  "T would point into a result that is gone: keep the result");
    return (*this)[0].template try_as<T>();
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; throws conversion_error where the value has no such form.
  template <class T>
  T as() const & {
    return (*this)[0].template as<T>();
  }
  template <class T>
  T as() && {
    static_assert(!detail::borrows<T, void>::value,
                  "T would point into a result that is gone: keep the result");
    return (*this)[0].template as<T>();
  }
#endif

  /// The block in luavm.h's form, still this result's; may be NULL.
  const luavm_result *native() const noexcept {
    return raw_;
  }

  /// Gives the block away: end it with vm_result_free, and the references in it with
  /// vm_release. This result is empty then.
  luavm_result *release() noexcept {
    luavm_result *raw = std::exchange(raw_, nullptr);
    *this = result();
    return raw;
  }

 private:
  static std::string_view view(const luavm_bytes &bytes) noexcept {
    return {bytes.data, bytes.length};
  }
  std::string_view view(luavm_bytes luavm_result::*bytes) const noexcept {
    return raw_ ? view(raw_->*bytes) : std::string_view("", 0);
  }

  luavm_result *raw_ = nullptr;
  luavm_vm vm_ = 0;
  const char *message_ = nullptr;
#if LUAVM_CPP_EXCEPTIONS
  std::exception_ptr exception_;
#endif
  luavm_status status_ = LUAVM_HANDLE;
};

}  // namespace luavm

#endif  // LUAVM_RESULT_HPP
