// Values and tables of the host's own, to be given to scripts:
//
//   vm.set("limits", luavm::table{{"rate", 2.5}, {"tags", luavm::list{"a", "b"}}});
//
// They are in luavm.h's form from the start: giving them to a call copies nothing.
#ifndef LUAVM_BUILD_HPP
#define LUAVM_BUILD_HPP

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include <luavm/encode.hpp>
#include <luavm/reference.hpp>
#include <luavm/value.hpp>

namespace luavm {

/// Any Lua value, with all that it points to. Moves; what it is put into owns it from
/// then on. A default or moved-from one is nil.
class value {
 public:
  value() noexcept = default;
  value(std::nullptr_t) noexcept {}

  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
  value(T from) noexcept {
    encoding room;
    raw_ = encoder<T>::write(from, room);
    if (!room.ok()) raw_.type = refused;
  }

  /// A string, copied.
  value(std::string_view text) { copy(text); }
  value(const char *text) : value(std::string_view(text)) {}
  value(const std::string &text) : value(std::string_view(text)) {}

  /// What a reference stands for; the first borrows it.
  value(const reference &from) noexcept : raw_(from.native()) {}
  value(reference &&from) : raw_(from.native()) {
    own(new owned<reference>(std::move(from)));
  }

  ~value() { clear(); }
  value(value &&other) noexcept
      : raw_(std::exchange(other.raw_, {})),
        first_(std::exchange(other.first_, nullptr)),
        last_(std::exchange(other.last_, nullptr)),
        alias_(std::exchange(other.alias_, false)) {}
  value &operator=(value &&other) noexcept {
    value taken(std::move(other));
    std::swap(raw_, taken.raw_);
    std::swap(first_, taken.first_);
    std::swap(last_, taken.last_);
    std::swap(alias_, taken.alias_);
    return *this;
  }

  luavm::type type() const noexcept { return static_cast<luavm::type>(raw_.type); }

  /// The same string or table once more, to be put in a second place, or into itself:
  /// it stays one and the same. Owned by this one alone, or by what that was put into,
  /// and not to be changed through the alias.
  value alias() const noexcept {
    value same;
    same.raw_ = raw_;
    same.alias_ = true;
    return same;
  }

  /// For tables made here: appends the key n + 1; adds a key, where the last of equal
  /// ones counts. Others do not change.
  value &push(value item) {
    if (table_block *table = own_table()) {
      table->items.push(*this, take(item));
      table->raw.items = table->items.data;
      table->raw.item_count = table->items.count;
    }
    return *this;
  }
  value &set(value key, value mapped) {
    if (table_block *table = own_table()) {
      const luavm_pair pair{take(key), take(mapped)};
      table->pairs.push(*this, pair);
      table->raw.pairs = table->pairs.data;
      table->raw.pair_count = table->pairs.count;
    }
    return *this;
  }

  /// The value in luavm.h's form, still this one's.
  const luavm_value &native() const noexcept { return raw_; }

 protected:
  struct table_tag {};
  explicit value(table_tag) {
    auto *table = new owned<table_block>();
    own(table);
    raw_.type = LUAVM_TABLE;
    raw_.as.table = &table->held.raw;
  }

  // From a braced list: its elements are const, but nobody else's.
  void push_element(const value &item) { push(stolen(item)); }
  void set_element(const value &key, const value &mapped) {
    set(stolen(key), stolen(mapped));
  }

 private:
  // No type: the library refuses it.
  static constexpr std::int32_t refused = -1;

  struct block {
    block *next = nullptr;
    virtual ~block() = default;
  };
  template <class T>
  struct owned final : block {
    T held;
    owned() = default;
    explicit owned(T &&from) : held(std::move(from)) {}
  };
  struct memory final : block {
    void *bytes;
    explicit memory(std::size_t size) : bytes(::operator new(size)) {}
    ~memory() override { ::operator delete(bytes); }
    memory(const memory &) = delete;
    memory &operator=(const memory &) = delete;
  };

  template <class T>
  struct row {
    T *data = nullptr;
    std::size_t count = 0, room = 0;

    // What was outgrown stays until the end: at most as much again.
    void push(value &owner, const T &element) {
      if (count == room) {
        const std::size_t more = room == 0 ? 4 : room * 2;
        auto *grown = static_cast<T *>(owner.allocate(more * sizeof(T)));
        if (count != 0) std::memcpy(grown, data, count * sizeof(T));
        data = grown;
        room = more;
      }
      data[count++] = element;
    }
  };
  struct table_block {
    luavm_table raw{};
    row<luavm_value> items;
    row<luavm_pair> pairs;
  };

  table_block *own_table() noexcept {
    if (raw_.type != LUAVM_TABLE || raw_.flags != 0 || alias_) return nullptr;
    // raw is the first member of every table that a value can be.
    return reinterpret_cast<table_block *>(const_cast<luavm_table *>(raw_.as.table));
  }

  void copy(std::string_view text) {
    void *room = allocate(sizeof(luavm_bytes) + text.size());
    auto *bytes = new (room) luavm_bytes{nullptr, text.size()};
    if (!text.empty()) std::memcpy(bytes + 1, text.data(), text.size());
    bytes->data = reinterpret_cast<const char *>(bytes + 1);
    raw_.type = LUAVM_BYTES;
    raw_.as.bytes = bytes;
  }

  void *allocate(std::size_t size) {
    auto *more = new memory(size);
    own(more);
    return more->bytes;
  }
  void own(block *more) noexcept {
    if (!first_) last_ = more;
    more->next = first_;
    first_ = more;
  }

  // The raw value; what it owned is this one's.
  luavm_value take(value &from) noexcept {
    if (from.first_) {
      from.last_->next = first_;
      if (!first_) last_ = from.last_;
      first_ = std::exchange(from.first_, nullptr);
      from.last_ = nullptr;
    }
    return std::exchange(from.raw_, {});
  }

  static value stolen(const value &from) noexcept {
    value mine;
    mine.raw_ = from.raw_;
    mine.first_ = std::exchange(from.first_, nullptr);
    mine.last_ = std::exchange(from.last_, nullptr);
    return mine;
  }

  void clear() noexcept {
    while (first_) delete std::exchange(first_, first_->next);
  }

  luavm_value raw_{};
  mutable block *first_ = nullptr;
  mutable block *last_ = nullptr;
  bool alias_ = false;
};

/// A key and its value in a braced list.
struct field {
  value key;
  value mapped;
};

/// A table: table{{"name", "Ada"}, {"age", 36}}.
class table : public value {
 public:
  table() : value(table_tag()) {}
  table(std::initializer_list<field> fields) : table() {
    for (const field &each : fields) set_element(each.key, each.mapped);
  }
};

/// A table with the keys 1 to n: list{1, 2, 3}.
class list : public value {
 public:
  list() : value(table_tag()) {}
  list(std::initializer_list<value> items) : list() {
    for (const value &each : items) push_element(each);
  }
};

template <class T>
struct encoder<T, std::enable_if_t<std::is_base_of_v<value, T>>> {
  static luavm_value write(const value &from, encoding &) noexcept {
    return from.native();
  }
};

}  // namespace luavm

#endif  // LUAVM_BUILD_HPP
