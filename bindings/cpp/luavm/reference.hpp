// Values that a VM keeps for the host: functions to be called later, tables as scripts
// see them. They come out of results whose options keep them, out of the arguments of
// host functions, and of vm::load, get, keep and function.
//
// A reference is given back by its destructor, on any thread, before or after its VM
// ends; what it stands for goes once nothing else holds it.
#ifndef LUAVM_REFERENCE_HPP
#define LUAVM_REFERENCE_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include <luavm/encode.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/result.hpp>
#include <luavm/value.hpp>

namespace luavm {

/// Owns a reference; moves. A default or moved-from one is empty: it stands for nil.
class reference {
 public:
  reference() noexcept = default;
  ~reference() {
    if (raw_ != 0) vm_release(vm_, &raw_, 1);
  }

  reference(reference &&other) noexcept { swap(other); }
  reference &operator=(reference &&other) noexcept {
    reference taken(std::move(other));
    swap(taken);
    return *this;
  }
  void swap(reference &other) noexcept {
    std::swap(vm_, other.vm_);
    std::swap(raw_, other.raw_);
    std::swap(type_, other.type_);
  }

  /// Takes over a reference of luavm.h to a value of that type.
  reference(luavm_vm vm, luavm_ref raw, luavm::type type) noexcept
      : vm_(vm), raw_(raw), type_(type) {}

  luavm::type type() const noexcept { return raw_ ? type_ : luavm::type::nil; }
  explicit operator bool() const noexcept { return raw_ != 0; }

  /// Another reference to the same value. Fails as vm_keep does.
  outcome<reference> try_copy() const noexcept {
    const luavm_value value = native();
    luavm_ref copied = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = vm_keep(vm_, &value, &copied, &message);
    return {failure(status, message), reference(vm_, copied, type_)};
  }

  /// The value in luavm.h's form, valid while this is.
  luavm_value native() const noexcept {
    luavm_value value{};
    if (raw_ == 0) return value;
    value.type = static_cast<std::int32_t>(type_);
    value.flags = LUAVM_VALUE_REFERENCE;
    value.as.reference = raw_;
    return value;
  }
  luavm_vm vm() const noexcept { return vm_; }

  /// Gives the reference away: end it with vm_release. This is empty then.
  luavm_ref release() noexcept { return std::exchange(raw_, 0); }

 private:
  luavm_vm vm_ = 0;
  luavm_ref raw_ = 0;
  luavm::type type_ = luavm::type::nil;
};

namespace detail {

/// The flags under which a result may hold references.
inline constexpr std::uint32_t keeping =
    LUAVM_EVAL_KEEP_FUNCTIONS | LUAVM_EVAL_KEEP_TABLES | LUAVM_EVAL_SHALLOW;

/// Makes a call of luavm.h that ends in (options, result).
template <class Call>
result complete(luavm_vm vm, const eval_options &options, Call call) noexcept {
  const luavm_eval_options native = options.native();
  luavm_result *raw = nullptr;
  const luavm_status status = call(&native, &raw);
  return result(raw, status, (native.flags & keeping) != 0 ? vm : 0);
}

/// Values in a row for a call, on the stack. A call must not be made where ok() is not.
template <class... Args>
class argument_row {
 public:
  explicit argument_row(const Args &...args) : values_{encode(args, room_)...} {}

  bool ok() const noexcept { return room_.ok(); }
  result refusal() const noexcept { return {room_.status(), room_.message()}; }
  const luavm_value *data() const noexcept { return values_.data(); }
  static constexpr std::size_t size() noexcept { return sizeof...(Args); }

 private:
  encoding room_;
  std::array<luavm_value, sizeof...(Args)> values_;
};

template <class... Args>
result make_call(luavm_vm vm, const luavm_value &function, const eval_options &options,
                 const Args &...args) {
  const argument_row<Args...> row(args...);
  if (!row.ok()) return row.refusal();
  return complete(vm, options, [&](auto *native, auto **raw) {
    return vm_call(vm, &function, row.data(), row.size(), native, raw);
  });
}

}  // namespace detail

/// A Lua or host function, or whatever else scripts can call.
class function : public reference {
 public:
  function() noexcept = default;
  explicit function(reference &&from) noexcept : reference(std::move(from)) {}

  /// Calls it with these arguments. The result says how it went, as vm::try_eval's.
  template <class... Args>
  [[nodiscard]] result try_call(const Args &...args) const {
    return detail::make_call(vm(), native(), {}, args...);
  }
  template <class... Args>
  [[nodiscard]] result try_call_with(const eval_options &options,
                                     const Args &...args) const {
    return detail::make_call(vm(), native(), options, args...);
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status, or what a host function threw.
  template <class... Args>
  result call(const Args &...args) const {
    return check(try_call(args...));
  }
  template <class... Args>
  result call_with(const eval_options &options, const Args &...args) const {
    return check(try_call_with(options, args...));
  }
  template <class... Args>
  result operator()(const Args &...args) const {
    return check(try_call(args...));
  }
#endif
};

/// A table as scripts see it: what they write there is read here, and the other way
/// round. Metamethods run.
class live_table : public reference {
 public:
  live_table() noexcept = default;
  explicit live_table(reference &&from) noexcept : reference(std::move(from)) {}

  /// The field of a key; `runtime` and so on where a metamethod fails.
  template <class Key>
  [[nodiscard]] result try_get(const Key &key, const eval_options &options = {}) const {
    const detail::argument_row<Key> row(key);
    if (!row.ok()) return row.refusal();
    return detail::complete(vm(), options, [&](auto *native, auto **raw) {
      return vm_index(vm(), reference::native().as.reference, row.data(), native, raw);
    });
  }

  template <class Key, class Value>
  [[nodiscard]] result try_set(const Key &key, const Value &value) const {
    const detail::argument_row<Key, Value> row(key, value);
    if (!row.ok()) return row.refusal();
    return detail::complete(vm(), {}, [&](auto *native, auto **raw) {
      return vm_assign(vm(), reference::native().as.reference, row.data(),
                       row.data() + 1, native, raw);
    });
  }

  /// A copy of it as the one value of a result, to be walked. Options say how tables
  /// and functions in it come out: `shallow` leaves its own tables where they are.
  [[nodiscard]] result try_snapshot(eval_options options = {}) const {
    return evaluate("return ...", options);
  }

  /// What `#` gives.
  [[nodiscard]] result try_length() const { return evaluate("return #...", {}); }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status, or what a host function threw.
  template <class T, class Key>
  T get(const Key &key) const;
  template <class Key, class Value>
  void set(const Key &key, const Value &value) const {
    check(try_set(key, value));
  }
  result snapshot(const eval_options &options = {}) const {
    return check(try_snapshot(options));
  }
  std::int64_t length() const {
    return check(try_length()).as<std::int64_t>();
  }
#endif

 private:
  result evaluate(std::string_view source, const eval_options &options) const {
    luavm_ref chunk = 0;
    result loaded = detail::complete(vm(), {}, [&](auto *native, auto **raw) {
      return vm_load(vm(), source.data(), source.size(), native, &chunk, raw);
    });
    const reference owner(vm(), chunk, luavm::type::function);
    if (!loaded.ok()) return loaded;
    return detail::make_call(vm(), owner.native(), options,
                             static_cast<const reference &>(*this));
  }
};

template <class T>
struct encoder<T, std::enable_if_t<std::is_base_of_v<reference, T>>> {
  static luavm_value write(const reference &from, encoding &) noexcept {
    return from.native();
  }
};

namespace detail {

/// Types that options have to keep: they have no form in a copy.
template <class T>
inline constexpr bool is_kept = std::is_base_of_v<reference, T>;
template <class T>
inline constexpr bool is_kept<std::optional<T>> = is_kept<T>;

/// Options under which a value comes out as a T.
template <class T>
eval_options options_for() noexcept {
  eval_options options;
  if constexpr (is_kept<T>) {
    options.keep_functions = true;
    options.keep_tables = true;
  }
  return options;
}

/// A reference of the host's own to a value that is one or may become one.
inline std::optional<reference> keep(value_view value) noexcept {
  if (!value.reference() && !value.object()) return std::nullopt;
  luavm_ref kept = 0;
  if (vm_keep(value.vm(), value.native(), &kept, nullptr) != LUAVM_OK)
    return std::nullopt;
  return reference(value.vm(), kept, value.type());
}

template <class T, luavm::type... Types>
struct reference_converter {
  static std::optional<T> read(value_view value) noexcept {
    if (((value.type() != Types) && ...)) return std::nullopt;
    std::optional<reference> kept = keep(value);
    return kept ? std::optional<T>(T(std::move(*kept))) : std::nullopt;
  }
};

}  // namespace detail

/// These come of values that stand for one: of a result whose options keep them, of the
/// arguments of a host function. Each is a reference of its own.
template <>
struct converter<reference>
    : detail::reference_converter<reference, type::table, type::function,
                                  type::coroutine, type::userdata> {};
template <>
struct converter<function> : detail::reference_converter<function, type::function,
                                                         type::table, type::userdata> {
};
template <>
struct converter<live_table> : detail::reference_converter<live_table, type::table> {};

#if LUAVM_CPP_EXCEPTIONS
template <class T, class Key>
T live_table::get(const Key &key) const {
  return check(try_get(key, detail::options_for<T>())).template as<T>();
}
#endif

}  // namespace luavm

#endif  // LUAVM_REFERENCE_HPP
