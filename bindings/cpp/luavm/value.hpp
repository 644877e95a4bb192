// Values and tables of a result, read in place.
#ifndef LUAVM_VALUE_HPP
#define LUAVM_VALUE_HPP

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <type_traits>

#include <luavm/status.hpp>

namespace luavm {

enum class type : std::int32_t {
  nil = LUAVM_NIL,
  boolean = LUAVM_BOOLEAN,
  integer = LUAVM_INTEGER,
  number = LUAVM_NUMBER,  ///< a double
  bytes = LUAVM_BYTES,    ///< a Lua string: any bytes, not always UTF-8
  table = LUAVM_TABLE,
  function = LUAVM_FUNCTION,    ///< these three have no form outside the VM but a
  coroutine = LUAVM_COROUTINE,  ///< reference (reference.hpp), or where none is kept
  userdata = LUAVM_USERDATA     ///< value_view::opaque; host objects: class.hpp
};

/// "nil", "boolean", "integer", "float", "string", "table", ...
constexpr std::string_view name(type kind) noexcept {
  switch (kind) {
    case type::nil:
      return "nil";
    case type::boolean:
      return "boolean";
    case type::integer:
      return "integer";
    case type::number:
      return "float";
    case type::bytes:
      return "string";
    case type::table:
      return "table";
    case type::function:
      return "function";
    case type::coroutine:
      return "coroutine";
    case type::userdata:
      return "userdata";
  }
  return "unknown";
}

class table_view;

/// One Lua value inside a result: a pointer that owns nothing. Pass it by value, and
/// do not keep it longer than its result. A default one is nil.
class value_view {
 public:
  constexpr value_view() noexcept = default;

  /// raw: a value of a result that lives; NULL is nil. vm: whose references are in it;
  /// 0: none are.
  constexpr explicit value_view(const luavm_value *raw, luavm_vm vm = 0) noexcept
      : raw_(raw), vm_(vm) {}

  luavm::type type() const noexcept {
    return raw_ ? static_cast<luavm::type>(raw_->type) : luavm::type::nil;
  }
  bool is_nil() const noexcept { return type() == luavm::type::nil; }

  /// The value as exactly that type, or nothing.
  std::optional<bool> boolean() const noexcept {
    return is(LUAVM_BOOLEAN) ? std::optional(raw_->as.boolean != 0) : std::nullopt;
  }
  std::optional<std::int64_t> integer() const noexcept {
    return is(LUAVM_INTEGER) ? std::optional(raw_->as.integer) : std::nullopt;
  }
  std::optional<double> number() const noexcept {
    return is(LUAVM_NUMBER) ? std::optional(raw_->as.number) : std::nullopt;
  }
  std::optional<std::string_view> bytes() const noexcept {
    if (!is(LUAVM_BYTES)) return std::nullopt;
    return std::string_view(raw_->as.bytes->data, raw_->as.bytes->length);
  }
  inline std::optional<table_view> table() const noexcept;

  /// A number that tells one function, coroutine or userdata from another within
  /// the same result.
  std::optional<std::uint64_t> opaque() const noexcept {
    return raw_ && raw_->type >= LUAVM_FUNCTION && raw_->flags == 0
               ? std::optional(raw_->as.opaque)
               : std::nullopt;
  }

  /// A reference that the result or the call holds, or 0; as<luavm::reference>() makes
  /// one of the host's own.
  luavm_ref reference() const noexcept {
    return has(LUAVM_VALUE_REFERENCE) ? raw_->as.reference : 0;
  }

  /// A host object, or NULL; as<std::shared_ptr<T>>() gives what is in it.
  const luavm_object *object() const noexcept {
    return has(LUAVM_VALUE_OBJECT) ? raw_->as.object : nullptr;
  }

  /// The value converted to T, or nothing where it has no such form; see
  /// convert.hpp for what T may be. Never throws by itself: only a T that allocates
  /// may.
  template <class T>
  std::optional<T> try_as() const;

#if LUAVM_CPP_EXCEPTIONS
  /// The same; throws conversion_error where it has no such form.
  template <class T>
  T as() const;
#endif

  /// What table_view's operator[] says; nil when this is no table.
  template <class Key>
  value_view operator[](const Key &key) const noexcept;

  /// The value in luavm.h's form; NULL for a nil that stands nowhere.
  constexpr const luavm_value *native() const noexcept {
    return raw_;
  }
  /// The VM whose references may be in it; 0: none are.
  constexpr luavm_vm vm() const noexcept {
    return vm_;
  }

 private:
  bool is(std::int32_t wanted) const noexcept {
    return raw_ && raw_->type == wanted;
  }
  bool has(std::uint32_t flag) const noexcept {
    return raw_ && (raw_->flags & flag) != 0;
  }

  const luavm_value *raw_ = nullptr;
  luavm_vm vm_ = 0;
};

/// A key of a table and its value; `auto [key, value] = pair` works.
struct pair_view {
  value_view key;
  value_view value;

  constexpr explicit pair_view(const luavm_pair *raw, luavm_vm vm = 0) noexcept
      : key(&raw->key, vm), value(&raw->value, vm) {}
};

/// A row of values or pairs, for range-for and by index.
template <class View, class Raw>
class range_view {
 public:
  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = View;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = View;

    constexpr iterator() noexcept = default;
    constexpr explicit iterator(const Raw *at, luavm_vm vm = 0) noexcept
        : at_(at), vm_(vm) {}
    constexpr View operator*() const noexcept { return View(at_, vm_); }
    constexpr iterator &operator++() noexcept {
      ++at_;
      return *this;
    }
    constexpr iterator operator++(int) noexcept { return iterator(at_++, vm_); }
    constexpr bool operator==(const iterator &other) const noexcept {
      return at_ == other.at_;
    }
    constexpr bool operator!=(const iterator &other) const noexcept {
      return at_ != other.at_;
    }

   private:
    const Raw *at_ = nullptr;
    luavm_vm vm_ = 0;
  };

  constexpr range_view() noexcept = default;
  constexpr range_view(const Raw *first, std::size_t count, luavm_vm vm = 0) noexcept
      : first_(first), count_(count), vm_(vm) {}

  constexpr iterator begin() const noexcept { return iterator(first_, vm_); }
  constexpr iterator end() const noexcept { return iterator(first_ + count_, vm_); }
  constexpr std::size_t size() const noexcept { return count_; }
  constexpr bool empty() const noexcept { return count_ == 0; }

  /// index: below size(), from 0.
  constexpr View operator[](std::size_t index) const noexcept {
    return View(first_ + index, vm_);
  }

 private:
  const Raw *first_ = nullptr;
  std::size_t count_ = 0;
  luavm_vm vm_ = 0;
};

using value_range = range_view<value_view, luavm_value>;
using pair_range = range_view<pair_view, luavm_pair>;

/// A copy of a Lua table inside a result, in two parts: items(), the values of the
/// keys 1 to n, and pairs(), every other key. Tables may hold themselves: whoever
/// walks deep marks what it has seen, by id().
class table_view {
 public:
  /// raw: a table of a result that lives.
  constexpr explicit table_view(const luavm_table *raw, luavm_vm vm = 0) noexcept
      : raw_(raw), vm_(vm) {}

  value_range items() const noexcept { return {raw_->items, raw_->item_count, vm_}; }
  pair_range pairs() const noexcept { return {raw_->pairs, raw_->pair_count, vm_}; }

  /// How many keys there are, of both kinds.
  std::size_t size() const noexcept { return raw_->item_count + raw_->pair_count; }
  bool empty() const noexcept { return size() == 0; }

  /// 1, 2, ... : the same for the same table within one result.
  std::uint64_t id() const noexcept { return raw_->id; }

  /// The value of a key (a string, an integer from 1 as in Lua, a float, a bool), or
  /// nil when there is none. Keys 1 to n take one step; the others are searched one
  /// after the other: to look up many, convert to a std::map.
  template <class Key>
  value_view operator[](const Key &key) const noexcept {
    if constexpr (std::is_same_v<Key, bool>) {
      return find([key](value_view other) { return other.boolean() == key; });
    } else if constexpr (std::is_integral_v<Key>) {
      if constexpr (std::is_unsigned_v<Key> && sizeof(Key) >= sizeof(std::int64_t))
        if (key > static_cast<Key>(INT64_MAX)) return {};
      return at(static_cast<std::int64_t>(key));
    } else if constexpr (std::is_floating_point_v<Key>) {
      // As in Lua, a float that is a whole number is that integer as a key.
      const double number = static_cast<double>(key);
      if (number >= -0x1p63 && number < 0x1p63) {
        const auto whole = static_cast<std::int64_t>(number);
        if (static_cast<double>(whole) == number) return at(whole);
      }
      return find([number](value_view other) { return other.number() == number; });
    } else {
      const std::string_view text = key;
      return find([text](value_view other) { return other.bytes() == text; });
    }
  }

  /// Whether there is such a key.
  template <class Key>
  bool contains(const Key &key) const noexcept {
    return !(*this)[key].is_nil();
  }

  /// The table in luavm.h's form.
  constexpr const luavm_table *native() const noexcept { return raw_; }

 private:
  value_view at(std::int64_t key) const noexcept {
    if (key >= 1 && static_cast<std::uint64_t>(key) <= raw_->item_count)
      return items()[static_cast<std::size_t>(key - 1)];
    return find([key](value_view other) { return other.integer() == key; });
  }

  template <class Match>
  value_view find(Match match) const noexcept {
    for (const auto &[key, value] : pairs())
      if (match(key)) return value;
    return {};
  }

  const luavm_table *raw_;
  luavm_vm vm_;
};

std::optional<table_view> value_view::table() const noexcept {
  return is(LUAVM_TABLE) && !has(LUAVM_VALUE_REFERENCE)
             ? std::optional(table_view(raw_->as.table, vm_))
             : std::nullopt;
}

template <class Key>
value_view value_view::operator[](const Key &key) const noexcept {
  const std::optional<table_view> here = table();
  return here ? (*here)[key] : value_view();
}

}  // namespace luavm

#endif  // LUAVM_VALUE_HPP
