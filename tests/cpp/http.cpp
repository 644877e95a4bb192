// HTTP for the program, against a server of one thread.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "test.hpp"

using luavm::status;
using namespace std::chrono_literals;

namespace {

// Answers one request with a text, and keeps what it was asked.
class server {
 public:
  explicit server(const char *answer) : answer_(answer) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(bind(listener_, reinterpret_cast<sockaddr *>(&address), length) == 0);
    CHECK(getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &length) == 0);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
    if (answer == nullptr) return;  // nobody listens
    CHECK(listen(listener_, 8) == 0);
    thread_ = std::thread([this] { serve(); });
  }

  ~server() {
    if (thread_.joinable()) thread_.join();
    close(listener_);
  }

  const std::string &url() const { return url_; }

  const std::string &asked() {
    thread_.join();
    return asked_;
  }

 private:
  void serve() {
    const int connection = accept(listener_, nullptr, nullptr);
    char bytes[4096];
    while (asked_.find("\r\n\r\n") == std::string::npos ||
           (asked_.find("Content-Length: 4") != std::string::npos &&
            asked_.find("ping") == std::string::npos)) {
      const ssize_t count = recv(connection, bytes, sizeof bytes, 0);
      if (count <= 0) break;
      asked_.append(bytes, static_cast<std::size_t>(count));
    }
    const std::string_view answer = answer_;
    CHECK(send(connection, answer.data(), answer.size(), MSG_NOSIGNAL) > 0);
    close(connection);
  }

  const char *answer_;
  int listener_;
  std::string url_, asked_;
  std::thread thread_;
};

}  // namespace

TEST(a_response_has_what_the_server_answered) {
  server there("HTTP/1.1 404 No\r\nX-One: yes\r\nContent-Length: 5\r\n\r\nhello");
  const luavm_http_field fields[] = {luavm::http_field("X-Two", "2")};
  luavm::http_options options;
  options.method = "PUT";
  options.fields = fields;
  options.field_count = 1;
  options.body = "ping";
  options.timeout = 60s;
  luavm::http_response response = luavm::try_http_request(there.url(), options);
  REQUIRE(response.ok());
  CHECK(response.code() == 404);
  CHECK(response.body() == "hello");
  CHECK(response.url() == there.url());
  CHECK(response.field("x-ONE") == "yes");
  CHECK(response.field("x-none").empty());
  CHECK(response.message().empty());
  CHECK(response.redirects() == 0);
  const luavm::http_response moved = std::move(response);
  CHECK(moved.body() == "hello");
  CHECK(response.native() == nullptr);
  const std::string &asked = there.asked();
  CHECK(asked.find("PUT / HTTP/1.1\r\n") == 0);
  CHECK(asked.find("X-Two: 2\r\n") != std::string::npos);
}

TEST(a_failure_of_http_has_its_status_and_message) {
  server nobody(nullptr);
  luavm::http_response response = luavm::try_http_request(nobody.url());
  CHECK(response.status() == status::network);
  CHECK(response.message().find("refuses") != std::string_view::npos);
  CHECK(response.code() == 0);
  CHECK(response.body().empty());
  response = luavm::try_http_request("hello");
  CHECK(response.status() == status::argument);
  luavm::http_options options;
  options.policy = 77;
  CHECK(luavm::try_http_request(nobody.url(), options).status() == status::handle);
}

TEST(a_body_over_its_cap_and_a_redirect_are_told) {
  server large("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
  luavm::http_options options;
  options.response_bytes = 4;
  CHECK(luavm::try_http_request(large.url(), options).status() == status::output);
  server away("HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n");
  options.follow_redirects = false;
  const luavm::http_response response = luavm::try_http_request(away.url(), options);
  CHECK(response.code() == 302);
  CHECK(response.field("location") == "/there");
}

#if LUAVM_CPP_EXCEPTIONS
TEST(http_request_throws_the_class_of_its_status) {
  server there("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), nobody(nullptr);
  const luavm::http_response response = luavm::http_request(there.url());
  CHECK(response.body() == "ok");
  CHECK_THROWS(luavm::network_error, luavm::http_request(nobody.url()),
               CHECK(error.status() == status::network));
}
#endif
