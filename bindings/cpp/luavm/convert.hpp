// From Lua values to C++ types, for value_view::try_as<T>() and as<T>().
//
//   T                             takes
//   bool                          booleans
//   integral types                integers within T's range; never floats
//   floating-point types          floats, and integers rounded as Lua rounds them
//   std::string, std::string_view strings (the view borrows from the result)
//   std::monostate                nil
//   value_view, table_view        anything; tables (both borrow)
//   std::optional<T>              nil, and whatever T takes
//   std::variant<T...>            what the first T that takes it makes of it: put an
//                                 integral type before a floating-point one
//   std::vector<T>                tables without other keys than 1 to n
//   std::map, std::unordered_map  tables, the keys 1 to n included
//   function, reference, live_table   what reference.hpp says
//   std::shared_ptr<T>            host objects of a luavm::class_<T>
//
// Other types: specialise luavm::converter.
#ifndef LUAVM_CONVERT_HPP
#define LUAVM_CONVERT_HPP

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <luavm/error.hpp>
#include <luavm/value.hpp>

namespace luavm {

namespace detail {
struct no_form {};  // the base of what is not specialised
}  // namespace detail

/// How a type T is made from a Lua value. A specialisation has
///   static std::optional<T> read(value_view value);   // nothing: no such form
/// and, where T points into the result, `static constexpr bool borrows = true;`.
template <class T, class Enable = void>
struct converter : detail::no_form {};

namespace detail {

template <class T>
inline constexpr bool has_converter = !std::is_base_of_v<no_form, converter<T>>;

template <class T, class = void>
struct borrows : std::false_type {};
template <class T>
struct borrows<T, std::void_t<decltype(converter<T>::borrows)>>
    : std::bool_constant<converter<T>::borrows> {};

template <class Map>
struct map_converter {
  using key_type = typename Map::key_type;
  using mapped_type = typename Map::mapped_type;
  static constexpr bool borrows =
      detail::borrows<key_type>::value || detail::borrows<mapped_type>::value;

  static std::optional<Map> read(value_view value) {
    const std::optional<table_view> table = value.table();
    if (!table) return std::nullopt;
    Map map;
    luavm_value index{};
    index.type = LUAVM_INTEGER;
    for (value_view item : table->items()) {
      ++index.as.integer;
      if (!put(map, value_view(&index), item)) return std::nullopt;
    }
    for (const auto &[key, mapped] : table->pairs())
      if (!put(map, key, mapped)) return std::nullopt;
    return map;
  }

 private:
  // `index` lives as long as one read: a map of value_view keys would dangle.
  static_assert(!std::is_same_v<key_type, value_view>, "a key must be a value");

  static bool put(Map &map, value_view key, value_view mapped) {
    std::optional<key_type> first = key.template try_as<key_type>();
    if (!first) return false;
    std::optional<mapped_type> second = mapped.template try_as<mapped_type>();
    if (!second) return false;
    map.emplace(std::move(*first), std::move(*second));
    return true;
  }
};

}  // namespace detail

template <>
struct converter<bool> {
  static std::optional<bool> read(value_view value) noexcept { return value.boolean(); }
};

template <class T>
struct converter<T, std::enable_if_t<std::is_integral_v<T>>> {
  static std::optional<T> read(value_view value) noexcept {
    const std::optional<std::int64_t> integer = value.integer();
    if (!integer) return std::nullopt;
    if constexpr (std::is_unsigned_v<T>) {
      if (*integer < 0) return std::nullopt;
      if (static_cast<std::uint64_t>(*integer) > (std::numeric_limits<T>::max)())
        return std::nullopt;
    } else {
      if (*integer < (std::numeric_limits<T>::min)()) return std::nullopt;
      if (*integer > (std::numeric_limits<T>::max)()) return std::nullopt;
    }
    return static_cast<T>(*integer);
  }
};

template <class T>
struct converter<T, std::enable_if_t<std::is_floating_point_v<T>>> {
  static std::optional<T> read(value_view value) noexcept {
    if (const auto number = value.number()) return static_cast<T>(*number);
    if (const auto integer = value.integer()) return static_cast<T>(*integer);
    return std::nullopt;
  }
};

template <>
struct converter<std::string_view> {
  static constexpr bool borrows = true;
  static std::optional<std::string_view> read(value_view value) noexcept {
    return value.bytes();
  }
};

template <>
struct converter<std::string> {
  static std::optional<std::string> read(value_view value) {
    const std::optional<std::string_view> bytes = value.bytes();
    return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
  }
};

template <>
struct converter<std::monostate> {
  static std::optional<std::monostate> read(value_view value) noexcept {
    return value.is_nil() ? std::optional<std::monostate>(std::in_place) : std::nullopt;
  }
};

template <>
struct converter<value_view> {
  static constexpr bool borrows = true;
  static std::optional<value_view> read(value_view value) noexcept { return value; }
};

template <>
struct converter<table_view> {
  static constexpr bool borrows = true;
  static std::optional<table_view> read(value_view value) noexcept {
    return value.table();
  }
};

template <class T>
struct converter<std::optional<T>> {
  static constexpr bool borrows = detail::borrows<T>::value;
  static std::optional<std::optional<T>> read(value_view value) {
    if (value.is_nil()) return std::optional<std::optional<T>>(std::in_place);
    std::optional<T> inner = value.try_as<T>();
    if (!inner) return std::nullopt;
    return std::optional<std::optional<T>>(std::in_place, std::move(inner));
  }
};

template <class... Ts>
struct converter<std::variant<Ts...>> {
  static constexpr bool borrows = (detail::borrows<Ts>::value || ...);
  static std::optional<std::variant<Ts...>> read(value_view value) {
    std::optional<std::variant<Ts...>> chosen;
    choose(value, chosen, std::index_sequence_for<Ts...>());
    return chosen;
  }

 private:
  template <std::size_t... Is>
  static void choose(value_view value, std::optional<std::variant<Ts...>> &chosen,
                     std::index_sequence<Is...>) {
    (void)(take<Is, Ts>(value, chosen) || ...);
  }

  template <std::size_t I, class T>
  static bool take(value_view value, std::optional<std::variant<Ts...>> &chosen) {
    std::optional<T> taken = value.try_as<T>();
    if (taken) chosen.emplace(std::in_place_index<I>, std::move(*taken));
    return taken.has_value();
  }
};

template <class T, class Allocator>
struct converter<std::vector<T, Allocator>> {
  static constexpr bool borrows = detail::borrows<T>::value;
  static std::optional<std::vector<T, Allocator>> read(value_view value) {
    const std::optional<table_view> table = value.table();
    if (!table || !table->pairs().empty()) return std::nullopt;
    std::vector<T, Allocator> items;
    items.reserve(table->items().size());
    for (value_view item : table->items()) {
      std::optional<T> taken = item.try_as<T>();
      if (!taken) return std::nullopt;
      items.push_back(std::move(*taken));
    }
    return items;
  }
};

template <class K, class V, class Compare, class Allocator>
struct converter<std::map<K, V, Compare, Allocator>>
    : detail::map_converter<std::map<K, V, Compare, Allocator>> {};

template <class K, class V, class Hash, class Equal, class Allocator>
struct converter<std::unordered_map<K, V, Hash, Equal, Allocator>>
    : detail::map_converter<std::unordered_map<K, V, Hash, Equal, Allocator>> {};

template <class T>
std::optional<T> value_view::try_as() const {
  static_assert(detail::has_converter<T>,
                "no luavm::converter for this type: specialise it");
  return converter<T>::read(*this);
}

#if LUAVM_CPP_EXCEPTIONS
template <class T>
T value_view::as() const {
  std::optional<T> converted = try_as<T>();
  if (!converted) throw conversion_error(type());
  return std::move(*converted);
}
#endif

}  // namespace luavm

#endif  // LUAVM_CONVERT_HPP
