// WebSocket for the program itself, by the client and under the policies that scripts
// have. The calling thread waits.
#ifndef LUAVM_WEBSOCKET_HPP
#define LUAVM_WEBSOCKET_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <luavm/buffer.hpp>
#include <luavm/http.hpp>
#include <luavm/options.hpp>
#include <luavm/outcome.hpp>
#include <luavm/status.hpp>

namespace luavm {

/// How a websocket connects. 0 is the policy's value, or the library's, everywhere.
struct websocket_options {
  const luavm_http_field *fields = nullptr;  ///< of the handshake; see http_field
  std::size_t field_count = 0;
  std::string_view protocols = {};      ///< subprotocols with commas between them
  std::chrono::nanoseconds timeout{0};  ///< of the handshake; rounded up to 1 ms
  std::uint64_t message_bytes = 0;      ///< longest message that may come
  std::uint64_t queue_bytes = 0;        ///< come and not yet asked for
  std::chrono::nanoseconds ping{0};     ///< between two pings; forever: none
  luavm_policy policy = 0;              ///< its "ws" holds; 0: none, any address

  /// The same for luavm.h; borrows everything.
  luavm_ws_options native(std::string_view url) const noexcept {
    luavm_ws_options options{};
    options.struct_size = sizeof options;
    options.url = url.data();
    options.url_length = url.size();
    options.fields = fields;
    options.field_count = field_count;
    options.protocols = protocols.data();
    options.protocols_length = protocols.size();
    options.timeout_ms = detail::milliseconds(timeout);
    options.message_bytes = message_bytes;
    options.queue_bytes = queue_bytes;
    options.ping_ms = detail::milliseconds(ping);
    options.policy = policy;
    return options;
  }
};

/// What has come over a websocket. Owns it; moves. A default one is none.
class websocket_message {
 public:
  websocket_message() noexcept = default;
  websocket_message(luavm::buffer &&data, std::int32_t kind, std::int32_t code) noexcept
      : data_(std::move(data)), kind_(kind), code_(code) {}

  bool is_text() const noexcept { return kind_ == LUAVM_WS_TEXT; }
  bool is_binary() const noexcept { return kind_ == LUAVM_WS_BINARY; }

  /// Whether it is the peer's good-bye, which is the last.
  bool is_close() const noexcept { return kind_ == LUAVM_WS_CLOSE; }

  /// The text (UTF-8), the bytes, or the reason of a close; followed by a NUL.
  std::string_view data() const &noexcept { return data_.view(); }
  std::string_view data() && = delete;  // it would point into what is gone

  /// Of a close: 1000, 1005 where the peer gave none...; else 0.
  int code() const noexcept { return code_; }

 private:
  luavm::buffer data_;
  std::int32_t kind_ = 0;
  std::int32_t code_ = 0;
};

/// Owns a connection; moves. The destructor ends it at once, without a good-bye if it
/// is open. Any thread may use it but for moving and destroying; messages do not mix.
/// An empty one fails with `handle`.
class websocket {
 public:
  websocket() noexcept = default;
  ~websocket() { ws_free(handle_); }

  websocket(websocket &&other) noexcept : handle_(std::exchange(other.handle_, 0)) {}
  websocket &operator=(websocket &&other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  /// Connects to "ws://..." or "wss://...". Fails with argument, network, timeout,
  /// sandbox, quota (too many connections), memory, handle (of the policy),
  /// unsupported, forked.
  static outcome<websocket> try_connect(
      std::string_view url, const websocket_options &options = {}) noexcept {
    const luavm_ws_options native = options.native(url);
    websocket made;
    luavm_buffer *message = nullptr;
    const luavm_status status = ws_connect(&native, &made.handle_, &message);
    return {failure(status, message), std::move(made)};
  }

  /// Sends UTF-8, and waits until the system has taken it. timeout: 0 is 30 seconds.
  /// Fails with argument, closed (by either side), network, timeout (the connection is
  /// of no more use), handle, forked.
  outcome<void> try_send_text(std::string_view text,
                              std::chrono::nanoseconds timeout = {}) const noexcept {
    return send(LUAVM_WS_TEXT, text, timeout);
  }
  /// The same of any bytes.
  outcome<void> try_send_binary(std::string_view bytes,
                                std::chrono::nanoseconds timeout = {}) const noexcept {
    return send(LUAVM_WS_BINARY, bytes, timeout);
  }

  /// Takes the next message, or waits for it. timeout: 0 does not wait. Fails with
  /// timeout (none has come: ask again), output (it is over message_bytes, and the
  /// connection at its end), closed (after the peer's close has been taken, or by
  /// try_close), network, memory, handle, forked.
  outcome<websocket_message> try_receive(
      std::chrono::nanoseconds timeout = forever) const noexcept {
    std::int32_t kind = 0, code = 0;
    luavm_buffer *data = nullptr, *message = nullptr;
    const luavm_status status = ws_receive(handle_, detail::milliseconds(timeout),
                                           &kind, &code, &data, &message);
    return {failure(status, message),
            websocket_message(buffer::adopt(data), kind, code)};
  }

  /// Says good-bye and waits for the peer to do so; what waits in the connection ends
  /// as closed. timeout: 0 is 5 seconds. Fails with argument, timeout (it is cut off),
  /// handle, forked; ok where it was closed before.
  outcome<void> try_close(int code = 1000, std::string_view reason = {},
                          std::chrono::nanoseconds timeout = {}) const noexcept {
    luavm_buffer *message = nullptr;
    const luavm_status status = ws_close(handle_, code, reason.data(), reason.size(),
                                         detail::milliseconds(timeout), &message);
    return outcome<void>(status, message);
  }

#if LUAVM_CPP_EXCEPTIONS
  /// The same; these throw the error of the status.
  explicit websocket(std::string_view url, const websocket_options &options = {})
      : websocket(try_connect(url, options).value()) {}
  void send_text(std::string_view text, std::chrono::nanoseconds timeout = {}) const {
    try_send_text(text, timeout).check();
  }
  void send_binary(std::string_view bytes,
                   std::chrono::nanoseconds timeout = {}) const {
    try_send_binary(bytes, timeout).check();
  }
  websocket_message receive(std::chrono::nanoseconds timeout = forever) const {
    return try_receive(timeout).value();
  }
  void close(int code = 1000, std::string_view reason = {},
             std::chrono::nanoseconds timeout = {}) const {
    try_close(code, reason, timeout).check();
  }
#endif

  /// The handle for luavm.h, still this one's; 0 when empty.
  luavm_ws handle() const noexcept {
    return handle_;
  }

 private:
  outcome<void> send(std::int32_t kind, std::string_view data,
                     std::chrono::nanoseconds timeout) const noexcept {
    luavm_buffer *message = nullptr;
    const luavm_status status = ws_send(handle_, kind, data.data(), data.size(),
                                        detail::milliseconds(timeout), &message);
    return outcome<void>(status, message);
  }

  luavm_ws handle_ = 0;
};

}  // namespace luavm

#endif  // LUAVM_WEBSOCKET_HPP
