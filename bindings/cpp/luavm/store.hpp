// Tables that lie outside of VMs and outlive them. Any thread may use one.
#ifndef LUAVM_STORE_HPP
#define LUAVM_STORE_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/buffer.hpp>
#include <luavm/encode.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/result.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// How to open a store. 0 is the default everywhere; see luavm_store_options.
struct store_options {
  std::string_view table = {};  ///< one of those that a file or server holds; "main"
  bool durable = false;         ///< acknowledged writes survive a loss of power
  bool read_only = false;
  std::uint64_t key_cap = 0;                ///< most keys
  std::uint64_t byte_cap = 0;               ///< most bytes of keys and values
  std::uint64_t value_bytes = 0;            ///< longest value
  std::chrono::nanoseconds timeout{0};      ///< for a lock or an answer
  std::string_view group = {};              ///< the quota group that pays
  const luavm_store_backend *backend = {};  ///< the host's own, with an empty URL

  /// The same for luavm.h; borrows all text.
  luavm_store_options native(std::string_view url) const noexcept {
    luavm_store_options options{};
    options.struct_size = sizeof options;
    options.flags =
        (durable ? LUAVM_STORE_DURABLE : 0) | (read_only ? LUAVM_STORE_READ_ONLY : 0);
    options.url = url.data();
    options.url_length = url.size();
    options.table = table.data();
    options.table_length = table.size();
    options.backend = backend;
    options.key_cap = key_cap;
    options.byte_cap = byte_cap;
    options.value_bytes = value_bytes;
    options.timeout_ms = detail::milliseconds(timeout);
    options.group = group.data();
    options.group_length = group.size();
    return options;
  }
};

/// Counters of a store: key_count, byte_count, key_cap, byte_cap.
using store_statistics = luavm_store_statistics;

/// Owns a store and gives it up in its destructor; moves. Keys are strings, numbers
/// or booleans; values whatever encode.hpp lists. An empty one fails with `handle`.
class store {
 public:
  store() noexcept = default;
  ~store() { store_free(handle_); }

  store(store &&other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  store &operator=(store &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  /// Opens "memory:", "sqlite:PATH", "redis://HOST"... Fails as store_open does.
  static outcome<store> try_open(std::string_view url,
                                 const store_options &options = {}) noexcept {
    const luavm_store_options native = options.native(url);
    store made;
    luavm_buffer *message = nullptr;
    const luavm_status status = store_open(&native, &made.handle_, &message);
    return {failure(status, message), std::move(made)};
  }

  /// Reads a value: the result's only one, nil where there is none.
  template <class Key>
  [[nodiscard]] result try_get(const Key &key) const {
    encoding room;
    const luavm_value encoded = detail::encode(key, room);
    if (!room.ok()) return result(room.status(), room.message());
    luavm_result *raw = nullptr;
    const luavm_status status = store_get(handle_, &encoded, &raw);
    return result(raw, status);
  }

  /// Writes a value; nullptr deletes. ttl: 0 stays.
  template <class Key, class Value>
  outcome<void> try_put(const Key &key, const Value &value,
                        std::chrono::nanoseconds ttl = {}) const {
    encoding room;
    luavm_store_entry entry{};
    entry.key = detail::encode(key, room);
    entry.value = detail::encode(value, room);
    entry.ttl_ms = lasting(ttl);
    return put(&entry, 1, room);
  }

  /// Writes all of a map, or nothing.
  template <class Map>
  outcome<void> try_update(const Map &entries,
                           std::chrono::nanoseconds ttl = {}) const {
    encoding room;
    auto *written = room.array<luavm_store_entry>(entries.size() + 1);
    std::size_t count = 0;
    if (written) {
      for (const auto &[key, value] : entries)
        written[count++] = {detail::encode(key, room), detail::encode(value, room),
                            lasting(ttl)};
    }
    return put(written, count, room);
  }

  /// Deletes a key; whether it was there.
  template <class Key>
  outcome<bool> try_erase(const Key &key) const {
    encoding room;
    const luavm_value encoded = detail::encode(key, room);
    if (!room.ok()) return {failure(result(room.status(), room.message())), false};
    std::int32_t existed = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = store_delete(handle_, &encoded, &existed, &message);
    return {failure(status, message), existed != 0};
  }

  /// Entries in the order of their keys, from the first: a table of {key, value}.
  [[nodiscard]] result try_list(std::size_t count) const noexcept {
    return list(nullptr, count);
  }
  /// Those behind a key.
  template <class Key>
  [[nodiscard]] result try_list_after(const Key &key, std::size_t count) const {
    encoding room;
    const luavm_value encoded = detail::encode(key, room);
    if (!room.ok()) return result(room.status(), room.message());
    return list(&encoded, count);
  }

  /// All entries as one document; what try_import writes, all or nothing.
  outcome<buffer> try_export() const noexcept {
    luavm_buffer *document = nullptr, *message = nullptr;
    const luavm_status status = store_export(handle_, &document, &message);
    return {failure(status, message), buffer::adopt(document)};
  }
  outcome<std::uint64_t> try_import(std::string_view document) const noexcept {
    std::uint64_t count = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status =
        store_import(handle_, document.data(), document.size(), &count, &message);
    return {failure(status, message), std::move(count)};
  }

  outcome<store_statistics> try_statistics() const noexcept {
    store_statistics counters{};
    counters.struct_size = sizeof counters;
    luavm_buffer *message = nullptr;
    const luavm_status status = store_stats(handle_, &counters, &message);
    return {failure(status, message), std::move(counters)};
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status.
  explicit store(std::string_view url, const store_options &options = {})
      : store(try_open(url, options).value()) {}
  template <class Key>
  result get(const Key &key) const {
    return check(try_get(key));
  }
  template <class Key, class Value>
  void put(const Key &key, const Value &value,
           std::chrono::nanoseconds ttl = {}) const {
    try_put(key, value, ttl).check();
  }
  template <class Map>
  void update(const Map &entries, std::chrono::nanoseconds ttl = {}) const {
    try_update(entries, ttl).check();
  }
  template <class Key>
  bool erase(const Key &key) const {
    return try_erase(key).value();
  }
  result list(std::size_t count) const {
    return check(try_list(count));
  }
  template <class Key>
  result list_after(const Key &key, std::size_t count) const {
    return check(try_list_after(key, count));
  }
  store_statistics statistics() const {
    return try_statistics().value();
  }
#endif

  /// The handle for luavm.h, still this one's; 0 when empty.
  luavm_store handle() const noexcept {
    return handle_;
  }

 private:
  /// No time at all is none; forever too.
  static constexpr std::uint64_t lasting(std::chrono::nanoseconds ttl) noexcept {
    return ttl == forever ? 0 : detail::milliseconds(ttl);
  }

  outcome<void> put(const luavm_store_entry *entries, std::size_t count,
                    const encoding &room) const noexcept {
    if (!room.ok()) return outcome<void>(result(room.status(), room.message()));
    luavm_buffer *message = nullptr;
    const luavm_status status = store_put(handle_, entries, count, &message);
    return outcome<void>(status, message);
  }

  result list(const luavm_value *after, std::size_t count) const noexcept {
    luavm_result *raw = nullptr;
    const luavm_status status = store_list(handle_, after, count, &raw);
    return result(raw, status);
  }

  luavm_store handle_ = 0;
};

}  // namespace luavm

#endif  // LUAVM_STORE_HPP
