// What this binding gives to vm_object, and how it knows it again when a script hands
// it back: scripts may mix in host objects that were made through luavm.h.
#ifndef LUAVM_BOX_HPP
#define LUAVM_BOX_HPP

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <luavm/value.hpp>

#if LUAVM_CPP_EXCEPTIONS
#include <exception>
#endif

namespace luavm::detail {

/// The address tells one type from another, without RTTI.
template <class T>
inline constexpr char type_tag = 0;

/// Every live box of this process, by the address the library knows it under. An
/// address that is not here belongs to somebody else and is not touched.
class box_table {
 public:
  static box_table &of(const void *box) noexcept {
    static box_table tables[16];
    return tables[(reinterpret_cast<std::uintptr_t>(box) >> 5) % 16];
  }

  void add(const void *box, const void *tag) {
    const std::lock_guard<std::mutex> lock(mutex_);
    tags_.emplace(box, tag);
  }
  void remove(const void *box) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    tags_.erase(box);
  }

  /// Calls `read` while the box cannot go, if it lives and is of that type.
  template <class Read>
  bool find(const void *box, const void *tag, Read read) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = tags_.find(box);
    if (found == tags_.end() || found->second != tag) return false;
    read();
    return true;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const void *, const void *> tags_;
};

/// A T for vm_object: registered while it lives, ended by `destroy`.
template <class T>
struct box {
  T held;

  explicit box(T &&value) : held(std::move(value)) {
    box_table::of(this).add(this, &type_tag<T>);
  }
  ~box() { box_table::of(this).remove(this); }
  box(const box &) = delete;
  box &operator=(const box &) = delete;

  static void destroy(void *, void *object) { delete static_cast<box *>(object); }
};

/// A copy of what is in the box that a value is; a default T where it is none.
template <class T>
T unboxed(value_view value) {
  T copy{};
  if (const luavm_object *object = value.object()) {
    box_table::of(object->user).find(object->user, &type_tag<T>, [&] {
      copy = static_cast<const box<T> *>(object->user)->held;
    });
  }
  return copy;
}

}  // namespace luavm::detail

#endif  // LUAVM_BOX_HPP
