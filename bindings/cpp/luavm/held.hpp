// The references that a result holds, given back with it.
#ifndef LUAVM_HELD_HPP
#define LUAVM_HELD_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <luavm.h>

namespace luavm::detail {

/// Walks all that a result holds once, without recursion: tables may be deep, shared or
/// in themselves. Where there is no memory for the walk the references stay until
/// their VM ends.
class held_walk {
 public:
  explicit held_walk(luavm_vm vm) noexcept : vm_(vm) {}
  ~held_walk() { std::free(tables_); }
  held_walk(const held_walk &) = delete;
  held_walk &operator=(const held_walk &) = delete;

  void value(const luavm_value &value) noexcept {
    if (value.flags & LUAVM_VALUE_REFERENCE)
      vm_release(vm_, &value.as.reference, 1);
    else if (value.type == LUAVM_TABLE)
      note(value.as.table);
  }

  void tables() noexcept {
    while (waiting_ != 0) {
      const luavm_table &table = *next();
      for (std::size_t i = 0; i < table.item_count; ++i) value(table.items[i]);
      for (std::size_t i = 0; i < table.pair_count; ++i) {
        value(table.pairs[i].key);
        value(table.pairs[i].value);
      }
    }
  }

 private:
  // Ids count from 1 within a result: slot id - 1 is a table's for good; those seen but
  // not yet walked are linked through their slots.
  struct slot {
    const luavm_table *table;
    std::size_t next;
  };

  void note(const luavm_table *table) noexcept {
    const auto id = static_cast<std::size_t>(table->id);
    if (id > room_ && !grow(id)) return;
    slot &mine = tables_[id - 1];
    if (mine.table) return;
    mine = {table, waiting_};
    waiting_ = id;
  }

  const luavm_table *next() noexcept {
    const slot &first = tables_[waiting_ - 1];
    waiting_ = first.next;
    return first.table;
  }

  bool grow(std::size_t id) noexcept {
    const std::size_t room = id < 16 ? 16 : id * 2;
    void *grown = std::realloc(tables_, room * sizeof(slot));
    if (!grown) return false;
    tables_ = static_cast<slot *>(grown);
    for (std::size_t i = room_; i < room; ++i) tables_[i] = {};
    room_ = room;
    return true;
  }

  slot *tables_ = nullptr;
  std::size_t room_ = 0;
  std::size_t waiting_ = 0;
  luavm_vm vm_;
};

inline void release_held(luavm_vm vm, const luavm_result &from) noexcept {
  held_walk walk(vm);
  for (std::size_t i = 0; i < from.value_count; ++i) walk.value(from.values[i]);
  walk.value(from.error);
  walk.tables();
}

}  // namespace luavm::detail

#endif  // LUAVM_HELD_HPP
