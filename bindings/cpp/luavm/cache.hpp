// Values kept in the memory of this process, which scripts of a tenant see too.
#ifndef LUAVM_CACHE_HPP
#define LUAVM_CACHE_HPP

#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/encode.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/result.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// Counters of the cache: entry_count, byte_count, hit_count... See luavm.h.
using cache_statistics = luavm_cache_statistics;

/// What one tenant has in the cache. Borrows the tenant's name. Any thread.
class cache {
 public:
  explicit constexpr cache(std::string_view tenant) noexcept : tenant_(tenant) {}

  /// Puts a value; nullptr deletes. ttl: 0 is until room is needed. Fails with
  /// argument, quota (larger than the share), memory, forked.
  template <class Value>
  outcome<void> try_put(std::string_view key, const Value &value,
                        std::chrono::nanoseconds ttl = {}) const {
    encoding room;
    const luavm_value encoded = detail::encode(value, room);
    if (!room.ok()) return outcome<void>(result(room.status(), room.message()));
    luavm_buffer *message = nullptr;
    const luavm_status status =
        cache_put(tenant_.data(), tenant_.size(), key.data(), key.size(), &encoded,
                  ttl == forever ? 0 : detail::milliseconds(ttl), &message);
    return outcome<void>(status, message);
  }

  /// Gets a value: the result's only one, nil where there is none.
  [[nodiscard]] result try_get(std::string_view key) const noexcept {
    luavm_result *raw = nullptr;
    const luavm_status status =
        cache_get(tenant_.data(), tenant_.size(), key.data(), key.size(), &raw);
    return result(raw, status);
  }

  /// Deletes a key; whether it was there.
  outcome<bool> try_erase(std::string_view key) const noexcept {
    std::int32_t existed = 0;
    luavm_buffer *message = nullptr;
    const luavm_status status = cache_delete(tenant_.data(), tenant_.size(), key.data(),
                                             key.size(), &existed, &message);
    return {failure(status, message), existed != 0};
  }

  /// Deletes all keys of the tenant.
  outcome<void> try_clear() const noexcept {
    luavm_buffer *message = nullptr;
    const luavm_status status = cache_clear(tenant_.data(), tenant_.size(), &message);
    return outcome<void>(status, message);
  }

  /// Gives the tenant so many bytes; 0 or unlimited: all of the cache.
  outcome<void> try_share(std::uint64_t bytes) const noexcept {
    luavm_buffer *message = nullptr;
    const luavm_status status =
        cache_share(tenant_.data(), tenant_.size(), bytes, &message);
    return outcome<void>(status, message);
  }

  outcome<cache_statistics> try_statistics() const noexcept {
    cache_statistics counters{};
    counters.struct_size = sizeof counters;
    const luavm_status status = cache_stats(tenant_.data(), tenant_.size(), &counters);
    return {failure(status), std::move(counters)};
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status.
  template <class Value>
  void put(std::string_view key, const Value &value,
           std::chrono::nanoseconds ttl = {}) const {
    try_put(key, value, ttl).check();
  }
  result get(std::string_view key) const {
    return check(try_get(key));
  }
  bool erase(std::string_view key) const {
    return try_erase(key).value();
  }
  void clear() const {
    try_clear().check();
  }
  void share(std::uint64_t bytes) const {
    try_share(bytes).check();
  }
  cache_statistics statistics() const {
    return try_statistics().value();
  }
#endif

 private:
  std::string_view tenant_;
};

}  // namespace luavm

#endif  // LUAVM_CACHE_HPP
