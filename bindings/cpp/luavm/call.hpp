// What a host function gets and what it answers.
#ifndef LUAVM_CALL_HPP
#define LUAVM_CALL_HPP

#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <luavm/build.hpp>
#include <luavm/encode.hpp>
#include <luavm/status.hpp>
#include <luavm/value.hpp>

namespace luavm {

class vm_view;

/// A call of a host function: what the script gave. A view; it and the values end with
/// the call. Functions and tables outlast it as luavm::function and so on.
class call {
 public:
  explicit call(const luavm_call *raw) noexcept : raw_(raw) {}

  /// The VM that calls, to be used up to 16 deep as part of the same run.
  vm_view vm() const noexcept;
  /// vm_options::user.
  void *user() const noexcept { return raw_->vm_user; }

  std::size_t size() const noexcept { return raw_->argument_count; }
  value_range arguments() const noexcept {
    return {raw_->arguments, raw_->argument_count, raw_->vm};
  }
  /// An argument, from 0; nil from size() on, as in Lua.
  value_view operator[](std::size_t index) const noexcept {
    return index < size() ? value_view(raw_->arguments + index, raw_->vm)
                          : value_view();
  }

  const luavm_call *native() const noexcept { return raw_; }

 private:
  const luavm_call *raw_;
};

/// What a host function returns to raise an error: `return luavm::raise("no " + name)`.
/// Scripts may catch it; what they do not catch reaches the host as result::error().
struct raise {
  value error;
  template <class T>
  explicit raise(T &&from) : error(std::forward<T>(from)) {}
};

/// What a host function returns when the answer comes later: the run ends as `pending`
/// with these values, and vm::resume gives the results.
template <class... Ts>
struct pending {
  std::tuple<Ts...> values;
  explicit pending(Ts... given) : values(std::move(given)...) {}
};
template <class... Ts>
pending(Ts...) -> pending<Ts...>;

/// What a host function returns that may fail: a T, or raise.
template <class T>
using answer = std::variant<T, raise>;

namespace detail {

// What a reply holds in itself, or copies into the library's memory: it may point into
// anything that ends with the function. All else is moved to where it stays until the
// library has read the reply.
template <class T>
inline constexpr bool is_light =
    std::is_arithmetic_v<T> || std::is_null_pointer_v<T> ||
    std::is_same_v<T, std::monostate> || std::is_same_v<T, std::nullopt_t> ||
    std::is_convertible_v<const T &, std::string_view>;
template <class T>
inline constexpr bool is_light<std::optional<T>> = is_light<T>;
template <class... Ts>
inline constexpr bool is_light<std::variant<Ts...>> = (is_light<Ts> && ...);

struct kept_node {
  kept_node *next = nullptr;
  virtual ~kept_node() = default;
  static void release(void *first) {
    for (auto *node = static_cast<kept_node *>(first); node;)
      delete std::exchange(node, node->next);
  }
};
template <class T>
struct kept final : kept_node {
  T held;
  explicit kept(T &&from) : held(std::move(from)) {}
};

}  // namespace detail

/// What a host function answers: results, unless it raises, waits or ends the run.
class reply {
 public:
  explicit reply(luavm_reply *raw) noexcept : raw_(raw), room_(raw) {}
  reply(const reply &) = delete;
  reply &operator=(const reply &) = delete;

  /// Adds a result, at most LUAVM_ARGUMENT_MAX.
  template <class T>
  void push(T &&from) {
    using stored = std::decay_t<T>;
    if constexpr (detail::is_light<stored>) {
      add(detail::encode(from, room_));
    } else if constexpr (std::is_base_of_v<value_view, stored>) {
      add(detail::encode(from, room_));
    } else {
      auto *kept = new detail::kept<stored>(stored(std::forward<T>(from)));
      kept->next = static_cast<detail::kept_node *>(raw_->release_user);
      raw_->release_user = static_cast<detail::kept_node *>(kept);
      raw_->release = detail::kept_node::release;
      add(detail::encode(kept->held, room_));
    }
  }

  /// Raises a value as an error: text, a table, a host object.
  template <class T>
  void raise(T &&error) {
    raw_->value_count = 0;
    answer(status::runtime);
    push(std::forward<T>(error));
  }
  /// Answers later: the run ends as `pending` with what is pushed.
  void pend() noexcept { answer(status::pending); }
  /// Ends the run as `cancelled`; scripts cannot catch it.
  void cancel() noexcept { answer(status::cancelled); }
  /// Raises an error that is reported as `sandbox` if it is not caught.
  template <class T>
  void forbid(T &&error) {
    raw_->value_count = 0;
    answer(status::sandbox);
    push(std::forward<T>(error));
  }
  /// Answers any status of luavm.h, with what is pushed.
  void answer(luavm::status status) noexcept { status_ = status; }

  /// What the callback of luavm.h returns.
  luavm_status native_status() const noexcept {
    return static_cast<luavm_status>(room_.ok() ? status_ : room_.status());
  }
  luavm_reply *native() const noexcept { return raw_; }

 private:
  void add(const luavm_value &value) {
    if (raw_->value_count >= room_count_ && !grow()) return;
    raw_->values[raw_->value_count++] = value;
  }

  bool grow() noexcept {
    if (room_count_ == 0) {
      room_count_ = raw_->value_room;
      return room_count_ != 0 || grow_to(16);
    }
    return grow_to(room_count_ * 2);
  }
  bool grow_to(std::size_t count) noexcept {
    auto *grown = room_.array<luavm_value>(count);
    if (!grown) return false;
    for (std::size_t i = 0; i < raw_->value_count; ++i) grown[i] = raw_->values[i];
    raw_->values = grown;
    room_count_ = count;
    return true;
  }

  luavm_reply *raw_;
  encoding room_;
  std::size_t room_count_ = 0;
  luavm::status status_ = luavm::status::ok;
};

}  // namespace luavm

#endif  // LUAVM_CALL_HPP
