// HTTP requests of the host, under a policy or none. Any thread.
#ifndef LUAVM_HTTP_HPP
#define LUAVM_HTTP_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include <luavm/error.hpp>
#include <luavm/options.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// What is asked of a server. 0 is the default everywhere; see luavm_http_request.
struct http_request_options {
  std::string_view method = {};              ///< empty: "GET"
  const luavm_http_field *fields = nullptr;  ///< http_field() makes one
  std::size_t field_count = 0;
  std::string_view body = {};
  std::chrono::nanoseconds timeout{0};  ///< for all of it
  std::uint64_t response_bytes = 0;     ///< longest body, after decompression
  bool follow = true;                   ///< redirects, else they are answers
  luavm_policy policy = 0;              ///< policy::handle(); 0: any address

  /// The same for luavm.h; borrows all text.
  luavm_http_request native(std::string_view url) const noexcept {
    luavm_http_request request{};
    request.struct_size = sizeof request;
    request.flags = follow ? 0 : LUAVM_HTTP_NO_REDIRECT;
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

/// A header field; borrows both.
inline luavm_http_field http_field(std::string_view name,
                                   std::string_view value) noexcept {
  return {{name.data(), name.size()}, {value.data(), value.size()}};
}

/// What a server answered, or why there is no answer. Owns it; moves. What it gives
/// points into it.
class http_response {
 public:
  http_response() noexcept = default;
  /// Takes over a block of http_request; raw may be NULL.
  http_response(luavm_http_response *raw, luavm_status status) noexcept
      : raw_(raw), status_(status) {}
  ~http_response() { http_free(raw_); }

  http_response(http_response &&other) noexcept
      : raw_(std::exchange(other.raw_, nullptr)),
        status_(std::exchange(other.status_, LUAVM_HANDLE)) {}
  http_response &operator=(http_response &&other) noexcept {
    std::swap(raw_, other.raw_);
    std::swap(status_, other.status_);
    return *this;
  }

  /// Whether there is an answer, of any code.
  bool ok() const noexcept { return status_ == LUAVM_OK; }
  explicit operator bool() const noexcept { return ok(); }
  luavm::status status() const noexcept { return static_cast<luavm::status>(status_); }

  /// What happened and what to do; empty when ok.
  std::string_view message() const noexcept {
    if (raw_ && raw_->message.length != 0) return view(raw_->message);
    return detail::default_message(status());
  }

  int code() const noexcept { return raw_ ? raw_->code : 0; }
  int redirects() const noexcept { return raw_ ? raw_->redirects : 0; }
  std::string_view url() const noexcept { return raw_ ? view(raw_->url) : ""; }
  std::string_view body() const noexcept { return raw_ ? view(raw_->body) : ""; }

  /// The first field of a name, in letters of either case.
  std::optional<std::string_view> field(std::string_view name) const noexcept {
    for (std::size_t i = 0; raw_ && i < raw_->field_count; ++i)
      if (same(view(raw_->fields[i].name), name)) return view(raw_->fields[i].value);
    return std::nullopt;
  }

  /// The block in luavm.h's form, still this one's; may be NULL.
  const luavm_http_response *native() const noexcept { return raw_; }

 private:
  static std::string_view view(const luavm_bytes &bytes) noexcept {
    return {bytes.data, bytes.length};
  }
  static bool same(std::string_view one, std::string_view other) noexcept {
    const auto small = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    if (one.size() != other.size()) return false;
    for (std::size_t i = 0; i < one.size(); ++i)
      if (small(one[i]) != small(other[i])) return false;
    return true;
  }

  luavm_http_response *raw_ = nullptr;
  luavm_status status_ = LUAVM_HANDLE;
};

/// Asks a server and waits for its answer. Fails as http_request does.
[[nodiscard]] inline http_response try_fetch(
    std::string_view url, const http_request_options &options = {}) noexcept {
  const luavm_http_request request = options.native(url);
  luavm_http_response *raw = nullptr;
  const luavm_status status = http_request(&request, &raw);
  return {raw, status};
}

#if LUAVM_CPP_EXCEPTIONS
/// try_fetch; throws the error of its status. An answer of any code is none.
inline http_response fetch(std::string_view url,
                           const http_request_options &options = {}) {
  http_response answer = try_fetch(url, options);
  if (!answer.ok()) throw_error(answer.status(), answer.message());
  return answer;
}
#endif

}  // namespace luavm

#endif  // LUAVM_HTTP_HPP
