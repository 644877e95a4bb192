// From C++ to Lua values: the arguments of a call, what vm::set writes, what a host
// function answers.
//
//   T                                 becomes
//   nullptr, std::monostate, nullopt  nil
//   bool                              a boolean
//   integral types                    an integer; one over INT64_MAX is refused
//   float, double                     a float
//   std::string, string_view, char *  a string
//   std::optional<T>, std::variant    what is in it
//   std::vector, array, span<T>       a table with the keys 1 to n; a span of
//                                     luavm_value is not even copied
//   std::map, std::unordered_map      a table
//   luavm::value, table, list         what build.hpp says
//   value_view, table_view            the same value again
//   function, reference, live_table   what they stand for
//
// Other types: specialise luavm::encoder.
#ifndef LUAVM_ENCODE_HPP
#define LUAVM_ENCODE_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <variant>

#include <luavm/convert.hpp>
#include <luavm/status.hpp>
#include <luavm/value.hpp>

namespace luavm {

/// Room for what values point to while the library reads them. Starts with a small one
/// of its own, so that most calls allocate nothing.
class encoding {
 public:
  encoding() noexcept : at_(room_), end_(room_ + sizeof room_) {}

  /// For the reply of a host function: room and text last until it has been read.
  explicit encoding(luavm_reply *reply) noexcept : reply_(reply) {}

  ~encoding() {
    while (blocks_) std::free(std::exchange(blocks_, blocks_->next));
  }
  encoding(const encoding &) = delete;
  encoding &operator=(const encoding &) = delete;

  bool ok() const noexcept { return status_ == luavm::status::ok; }
  luavm::status status() const noexcept { return status_; }
  /// Why not: text that stays; NULL for the status's own.
  const char *message() const noexcept { return message_; }

  /// The first failure counts. message: text that stays.
  void fail(luavm::status status, const char *message = nullptr) noexcept {
    if (!ok()) return;
    status_ = status;
    message_ = message;
  }

  /// Room for T, which is not destroyed; NULL, and this has failed, if there is none.
  template <class T>
  T *array(std::size_t count) noexcept {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    if (count > SIZE_MAX / 2 / sizeof(T)) return fail(status::memory), nullptr;
    return static_cast<T *>(allocate(count * sizeof(T)));
  }

  /// A string of Lua. `text` is not copied, unless it is for a reply.
  luavm_value text(std::string_view text) noexcept {
    const std::size_t copied = reply_ && !text.empty() ? text.size() : 0;
    auto *bytes = static_cast<luavm_bytes *>(allocate(sizeof(luavm_bytes) + copied));
    if (!bytes) return {};
    if (copied != 0) std::memcpy(bytes + 1, text.data(), copied);
    bytes->data = copied != 0 ? reinterpret_cast<char *>(bytes + 1) : text.data();
    bytes->length = text.size();
    luavm_value value{};
    value.type = LUAVM_BYTES;
    value.as.bytes = bytes;
    return value;
  }

  /// A table of these parts, which stay where they are.
  luavm_value table(const luavm_value *items, std::size_t item_count,
                    const luavm_pair *pairs, std::size_t pair_count) noexcept {
    auto *table = array<luavm_table>(1);
    if (!table) return {};
    *table = {0, item_count, items, pair_count, pairs};
    luavm_value value{};
    value.type = LUAVM_TABLE;
    value.as.table = table;
    return value;
  }

 private:
  struct alignas(16) block {
    block *next;
  };

  void *allocate(std::size_t bytes) noexcept {
    bytes = (bytes + 15) & ~std::size_t{15};
    if (reply_) {
      void *memory = nullptr;
      const luavm_status status = luavm_reply_memory(reply_, bytes, &memory);
      if (status != LUAVM_OK) fail(static_cast<luavm::status>(status));
      return memory;
    }
    if (static_cast<std::size_t>(end_ - at_) < bytes && !grow(bytes)) return nullptr;
    return std::exchange(at_, at_ + bytes);
  }

  bool grow(std::size_t bytes) noexcept {
    const std::size_t size = bytes > 4096 ? bytes : 4096;
    void *memory = std::malloc(sizeof(block) + size);
    if (!memory) return fail(status::memory), false;
    blocks_ = new (memory) block{blocks_};
    at_ = reinterpret_cast<char *>(blocks_ + 1);
    end_ = at_ + size;
    return true;
  }

  luavm_reply *reply_ = nullptr;
  char *at_ = nullptr;
  char *end_ = nullptr;
  block *blocks_ = nullptr;
  const char *message_ = nullptr;
  luavm::status status_ = luavm::status::ok;
  alignas(16) char room_[512];
};

/// How a Lua value is made of a T. A specialisation has
///   static luavm_value write(const T &from, encoding &to);
/// which may point into `from` and into room that `to` gives.
template <class T, class Enable = void>
struct encoder : detail::no_form {};

namespace detail {

template <class T>
inline constexpr bool has_encoder = !std::is_base_of_v<no_form, encoder<T>>;

/// Any T as a value.
template <class T>
luavm_value encode(const T &from, encoding &to) {
  static_assert(has_encoder<T>, "no luavm::encoder for this type: specialise it");
  return encoder<T>::write(from, to);
}

/// Elements in a row as a table with the keys 1 to n.
template <class Iterator>
luavm_value encode_items(Iterator first, std::size_t count, encoding &to) {
  auto *items = to.array<luavm_value>(count);
  if (!items) return {};
  for (std::size_t i = 0; i < count; ++i, ++first) items[i] = encode(*first, to);
  return to.table(items, count, nullptr, 0);
}

template <class Map>
luavm_value encode_pairs(const Map &from, encoding &to) {
  auto *pairs = to.array<luavm_pair>(from.size()), *pair = pairs;
  if (!pairs) return {};
  for (const auto &[key, value] : from) *pair++ = {encode(key, to), encode(value, to)};
  return to.table(nullptr, 0, pairs, from.size());
}

// What has its elements in a row in memory and is no string: vector, array, span.
template <class T, class = void>
struct is_row : std::false_type {};
template <class T>
struct is_row<T, std::void_t<decltype(std::data(std::declval<const T &>())),
                             decltype(std::size(std::declval<const T &>()))>>
    : std::bool_constant<!std::is_convertible_v<const T &, std::string_view>> {};

}  // namespace detail

template <class T>
struct encoder<T, std::enable_if_t<std::is_null_pointer_v<T> ||
                                   std::is_same_v<T, std::monostate> ||
                                   std::is_same_v<T, std::nullopt_t>>> {
  static luavm_value write(const T &, encoding &) noexcept { return {}; }
};

template <class T>
struct encoder<T, std::enable_if_t<std::is_integral_v<T>>> {
  static luavm_value write(T from, encoding &to) noexcept {
    luavm_value value{};
    if constexpr (std::is_unsigned_v<T> && sizeof(T) >= sizeof(std::int64_t))
      if (from > static_cast<T>(INT64_MAX))
        to.fail(status::argument, "an integer is over 9223372036854775807");
    value.type = std::is_same_v<T, bool> ? LUAVM_BOOLEAN : LUAVM_INTEGER;
    value.as.integer = static_cast<std::int64_t>(from);
    return value;
  }
};

template <class T>
struct encoder<T, std::enable_if_t<std::is_floating_point_v<T>>> {
  static luavm_value write(T from, encoding &) noexcept {
    luavm_value value{};
    value.type = LUAVM_NUMBER;
    value.as.number = static_cast<double>(from);
    return value;
  }
};

template <class T>
struct encoder<T, std::enable_if_t<std::is_convertible_v<const T &, std::string_view> &&
                                   !std::is_null_pointer_v<T>>> {
  static luavm_value write(const T &from, encoding &to) noexcept {
    return to.text(from);
  }
};

template <class T>
struct encoder<std::optional<T>> {
  static luavm_value write(const std::optional<T> &from, encoding &to) {
    return from ? detail::encode(*from, to) : luavm_value{};
  }
};

template <class... Ts>
struct encoder<std::variant<Ts...>> {
  static luavm_value write(const std::variant<Ts...> &from, encoding &to) {
    return std::visit([&to](const auto &held) { return detail::encode(held, to); },
                      from);
  }
};

template <class T>
struct encoder<T, std::enable_if_t<detail::is_row<T>::value>> {
  static luavm_value write(const T &from, encoding &to) {
    using element = std::decay_t<decltype(*std::data(from))>;
    if constexpr (std::is_same_v<element, luavm_value>)
      return to.table(std::data(from), std::size(from), nullptr, 0);
    else
      return detail::encode_items(std::data(from), std::size(from), to);
  }
};

template <class Allocator>
struct encoder<std::vector<bool, Allocator>> {
  static luavm_value write(const std::vector<bool, Allocator> &from, encoding &to) {
    return detail::encode_items(from.begin(), from.size(), to);
  }
};

template <class K, class V, class Compare, class Allocator>
struct encoder<std::map<K, V, Compare, Allocator>> {
  static luavm_value write(const std::map<K, V, Compare, Allocator> &from,
                           encoding &to) {
    return detail::encode_pairs(from, to);
  }
};

template <class K, class V, class Hash, class Equal, class Allocator>
struct encoder<std::unordered_map<K, V, Hash, Equal, Allocator>> {
  static luavm_value write(const std::unordered_map<K, V, Hash, Equal, Allocator> &from,
                           encoding &to) {
    return detail::encode_pairs(from, to);
  }
};

template <>
struct encoder<value_view> {
  static luavm_value write(value_view from, encoding &) noexcept {
    return from.native() ? *from.native() : luavm_value{};
  }
};

template <>
struct encoder<table_view> {
  static luavm_value write(table_view from, encoding &) noexcept {
    luavm_value value{};
    value.type = LUAVM_TABLE;
    value.as.table = from.native();
    return value;
  }
};

}  // namespace luavm

#endif  // LUAVM_ENCODE_HPP
