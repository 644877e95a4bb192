// HTTP for the program itself, by the client and under the policies that scripts
// have. The calling thread waits.
#ifndef LUAVM_HTTP_HPP
#define LUAVM_HTTP_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/error.hpp>
#include <luavm/options.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// How a server is asked. 0 is the policy's value, or the library's, everywhere.
struct http_options {
  std::string_view method = {};              ///< empty: GET
  const luavm_http_field *fields = nullptr;  ///< header fields, field_count of them
  std::size_t field_count = 0;
  std::string_view body = {};
  std::chrono::nanoseconds timeout{0};  ///< for all of it; rounded up to 1 ms
  std::uint64_t response_bytes = 0;     ///< longest body, after decompression
  bool follow_redirects = true;
  luavm_policy policy = 0;  ///< its "http" holds; 0: none, any address

  /// The same for luavm.h; borrows everything.
  luavm_http_request native(std::string_view url) const noexcept {
    luavm_http_request request{};
    request.struct_size = sizeof request;
    request.flags = follow_redirects ? 0 : LUAVM_HTTP_NO_REDIRECT;
    request.url = url.data();
    request.url_length = url.size();
    request.method = method.data();
    request.method_length = method.size();
    request.fields = fields;
    request.field_count = field_count;
    request.body = body.data();
    request.body_length = body.size();
    request.timeout_ms = detail::milliseconds(timeout);
    request.response_bytes = response_bytes;
    request.policy = policy;
    return request;
  }
};

/// A header field for http_options; borrows both.
inline luavm_http_field http_field(std::string_view name,
                                   std::string_view value) noexcept {
  return {{name.data(), name.size()}, {value.data(), value.size()}};
}

/// What a server answered, or why it did not. Owns the block, moves; what is read of
/// it lives as long.
class [[nodiscard]] http_response {
 public:
  http_response() noexcept = default;

  /// Takes over a block of http_request and the status it came with.
  http_response(luavm_http_response *raw, luavm_status status) noexcept
      : raw_(raw), status_(status) {}
  ~http_response() { http_free(raw_); }

  http_response(http_response &&other) noexcept
      : raw_(std::exchange(other.raw_, nullptr)), status_(other.status_) {}
  http_response &operator=(http_response &&other) noexcept {
    std::swap(raw_, other.raw_);
    std::swap(status_, other.status_);
    return *this;
  }

  luavm::status status() const noexcept { return static_cast<luavm::status>(status_); }
  bool ok() const noexcept { return status_ == LUAVM_OK; }
  explicit operator bool() const noexcept { return ok(); }

  /// What happened and what to do; empty when ok. Always followed by a NUL.
  std::string_view message() const noexcept {
    if (raw_) return view(raw_->message);
    return detail::default_message(status());
  }

  /// 200, 404, ...; 0 after a failure.
  int code() const noexcept { return raw_ ? raw_->code : 0; }

  /// Decompressed.
  std::string_view body() const &noexcept { return view(&luavm_http_response::body); }
  std::string_view body() && = delete;  // it would point into what is gone

  /// Of the last hop.
  std::string_view url() const &noexcept { return view(&luavm_http_response::url); }
  std::string_view url() && = delete;

  /// Followed.
  int redirects() const noexcept { return raw_ ? raw_->redirects : 0; }

  /// The value of the first field of a name, in any case; empty: there is none.
  std::string_view field(std::string_view name) const &noexcept {
    for (std::size_t i = 0; raw_ && i < raw_->field_count; i++)
      if (same(view(raw_->fields[i].name), name)) return view(raw_->fields[i].value);
    return {};
  }
  std::string_view field(std::string_view) && = delete;

  /// The block itself; NULL where the system had no memory for one.
  const luavm_http_response *native() const noexcept { return raw_; }

#if LUAVM_CPP_EXCEPTIONS
  /// Throws the error of the status unless it is ok.
  void check() const {
    if (!ok()) throw_error(status(), message());
  }
#endif

 private:
  static std::string_view view(const luavm_bytes &bytes) noexcept {
    return {bytes.data, bytes.length};
  }
  std::string_view view(luavm_bytes luavm_http_response::*part) const noexcept {
    return raw_ ? view(raw_->*part) : std::string_view();
  }
  static bool same(std::string_view one, std::string_view other) noexcept {
    const auto small = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    };
    if (one.size() != other.size()) return false;
    for (std::size_t i = 0; i < one.size(); i++)
      if (small(one[i]) != small(other[i])) return false;
    return true;
  }

  luavm_http_response *raw_ = nullptr;
  luavm_status status_ = LUAVM_OK;
};

/// Asks a server; answers of 400 and above are answers. Fails with argument, network,
/// timeout, output, sandbox, quota, memory, handle, unsupported, forked.
inline http_response try_http_request(std::string_view url,
                                      const http_options &options = {}) noexcept {
  const luavm_http_request request = options.native(url);
  luavm_http_response *response = nullptr;
  const luavm_status status = ::http_request(&request, &response);
  return {response, status};
}

#if LUAVM_CPP_EXCEPTIONS
/// try_http_request; throws the error of the status.
inline http_response http_request(std::string_view url,
                                  const http_options &options = {}) {
  http_response response = try_http_request(url, options);
  response.check();
  return response;
}
#endif

}  // namespace luavm

#endif  // LUAVM_HTTP_HPP
