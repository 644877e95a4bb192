// Text that the library made.
#ifndef LUAVM_BUFFER_HPP
#define LUAVM_BUFFER_HPP

#include <string_view>
#include <utility>

#include <luavm/outcome.hpp>

namespace luavm {

/// Owns a luavm_buffer; moves. A default one is empty.
class buffer {
 public:
  buffer() noexcept = default;
  ~buffer() { luavm_buffer_free(raw_); }

  buffer(buffer &&other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}
  buffer &operator=(buffer &&other) noexcept {
    std::swap(raw_, other.raw_);
    return *this;
  }

  /// Takes over a buffer of the library's; NULL makes an empty one.
  static buffer adopt(luavm_buffer *raw) noexcept { return buffer(raw); }

  /// Valid as long as this; followed by a NUL.
  std::string_view view() const noexcept {
    return raw_ ? std::string_view(raw_->data, raw_->length) : std::string_view("", 0);
  }
  operator std::string_view() const noexcept { return view(); }

 private:
  explicit buffer(luavm_buffer *raw) noexcept : raw_(raw) {}

  luavm_buffer *raw_ = nullptr;
};

}  // namespace luavm

#endif  // LUAVM_BUFFER_HPP
