// What an eval gave: values, printed output, what was spent, or why it failed.
#ifndef LUAVM_RESULT_HPP
#define LUAVM_RESULT_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

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

/// The outcome of one eval, with all it points to. Moves; outlives its VM. Any thread
/// may read it. A default or moved-from one is empty: status `handle`, nothing else.
class result {
 public:
  result() noexcept = default;

  /// Takes over a block of vm_eval and the status it came with. raw may be NULL:
  /// there was no memory for a block, or this is a forked child.
  result(luavm_result *raw, luavm_status status) noexcept
      : raw_(raw), status_(status) {}

  ~result() { vm_result_free(raw_); }

  result(result &&other) noexcept
      : raw_(std::exchange(other.raw_, nullptr)),
        status_(std::exchange(other.status_, LUAVM_HANDLE)) {}
  result &operator=(result &&other) noexcept {
    result taken(std::move(other));
    swap(taken);
    return *this;
  }
  void swap(result &other) noexcept {
    std::swap(raw_, other.raw_);
    std::swap(status_, other.status_);
  }

  luavm::status status() const noexcept { return static_cast<luavm::status>(status_); }
  bool ok() const noexcept { return status_ == LUAVM_OK; }
  explicit operator bool() const noexcept { return ok(); }

  /// What happened, which limit and its value, what to do; empty when ok. Always
  /// followed by a NUL.
  std::string_view message() const noexcept {
    if (raw_ && raw_->message.length != 0) return view(raw_->message);
    return detail::default_message(status());
  }

  /// Lua frames at the error or kill, innermost first, one per line; empty when ok.
  std::string_view traceback() const noexcept { return view(&luavm_result::traceback); }

  /// Chunk name of the failing line, or empty.
  std::string_view source() const noexcept { return view(&luavm_result::source); }

  /// The failing line, from 1; 0: not known.
  std::int64_t line() const noexcept { return raw_ ? raw_->line : 0; }

  /// What print wrote, also after a failure.
  std::string_view output() const noexcept { return view(&luavm_result::output); }

  /// What was spent; all 0 where nothing ran.
  luavm::usage usage() const noexcept { return raw_ ? raw_->usage : luavm::usage{}; }

  /// The returned values; none after a failure.
  value_range values() const &noexcept {
    return raw_ ? value_range(raw_->values, raw_->value_count) : value_range();
  }
  value_range values() && = delete;  // they would point into what is gone

  std::size_t size() const noexcept { return raw_ ? raw_->value_count : 0; }

  /// A returned value, from 0; nil from size() on, as in Lua.
  value_view operator[](std::size_t index) const noexcept {
    return index < size() ? value_view(raw_->values + index) : value_view();
  }

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

  /// Gives the block away: end it with vm_result_free. This result is empty then.
  luavm_result *release() noexcept {
    status_ = LUAVM_HANDLE;
    return std::exchange(raw_, nullptr);
  }

 private:
  static std::string_view view(const luavm_bytes &bytes) noexcept {
    return {bytes.data, bytes.length};
  }
  std::string_view view(luavm_bytes luavm_result::*bytes) const noexcept {
    return raw_ ? view(raw_->*bytes) : std::string_view("", 0);
  }

  luavm_result *raw_ = nullptr;
  luavm_status status_ = LUAVM_HANDLE;
};

}  // namespace luavm

#endif  // LUAVM_RESULT_HPP
