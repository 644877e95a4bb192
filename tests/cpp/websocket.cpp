// WebSocket for the program, against Node's ws: run by ../websocket/node.py, which
// names the port.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "test.hpp"

using luavm::status;
using namespace std::chrono_literals;

static_assert(!std::is_copy_constructible_v<luavm::websocket>);
static_assert(!std::is_copy_constructible_v<luavm::websocket_message>);
static_assert(std::is_nothrow_move_constructible_v<luavm::websocket>);

namespace {

std::string port() {
  const char *given = std::getenv("LUAVM_WS_PORT");
  if (given == nullptr)
    test::fail(__FILE__, __LINE__, "no LUAVM_WS_PORT: run ../websocket/node.py");
  return given == nullptr ? "1" : given;
}

std::string url_of(std::string_view page) {
  return "ws://127.0.0.1:" + port() + "/" + std::string(page);
}

luavm::websocket open(std::string_view page,
                      const luavm::websocket_options &options = {}) {
  auto made = luavm::websocket::try_connect(url_of(page), options);
  if (!made) test::fail(__FILE__, __LINE__, made.message().data());
  return std::move(*made);
}

// The message that comes next, which must.
luavm::websocket_message hear(const luavm::websocket &socket) {
  auto heard = socket.try_receive(60s);
  if (!heard) test::fail(__FILE__, __LINE__, heard.message().data());
  return std::move(*heard);
}

std::string hear_text(const luavm::websocket &socket) {
  const luavm::websocket_message heard = hear(socket);
  CHECK(heard.is_text() && !heard.is_binary() && !heard.is_close() &&
        heard.code() == 0);
  return std::string(heard.data());
}

std::uint64_t held() {
  return luavm::try_statistics()->memory_bytes;
}

}  // namespace

TEST(text_and_bytes_come_back_as_they_were) {
  const std::uint64_t before = held();
  {
    const luavm::websocket socket = open("echo");
    CHECK(held() > before);
    for (const std::string &text :
         {std::string(), std::string("gr\u00fc\u00dfe"), std::string(70'000, 'x')}) {
      CHECK(socket.try_send_text(text).ok());
      CHECK(hear_text(socket) == text);
    }
    for (const std::string &bytes :
         {std::string(), std::string("\xff\0", 2), std::string(1'000'000, '\xff')}) {
      CHECK(socket.try_send_binary(bytes, 60s).ok());
      const luavm::websocket_message heard = hear(socket);
      CHECK(heard.is_binary() && !heard.is_text() && heard.data() == bytes);
      CHECK(heard.data().data()[bytes.size()] == '\0');
    }
  }
  CHECK(held() == before);
}

TEST(messages_come_until_the_peer_closes) {
  const luavm::websocket socket = open("many/100");
  for (int i = 1; i <= 100; i++) CHECK(hear_text(socket) == std::to_string(i));
  const luavm::websocket_message end = hear(socket);
  CHECK(end.is_close() && end.code() == 1000 && end.data() == "that is all");
  CHECK(socket.try_receive().status() == status::closed);
  CHECK(socket.try_send_text("x").status() == status::closed);
  CHECK(hear(open("nocode")).code() == 1005);
}

TEST(a_receive_may_time_out_and_be_asked_again) {
  const luavm::websocket socket = open("echo");
  const auto none = socket.try_receive(0s);
  CHECK(none.status() == status::timeout && !none.message().empty());
  CHECK(!none->is_text() && !none->is_binary() && !none->is_close());
  CHECK(none->data().empty());
  CHECK(socket.try_receive(10ms).status() == status::timeout);
  CHECK(socket.try_send_text("x").ok());
  CHECK(hear_text(socket) == "x");
}

TEST(a_close_says_good_bye_and_what_follows_is_refused) {
  const luavm::websocket socket = open("echo?name=cpp-bye");
  CHECK(socket.try_close(4000, "gr\u00fc\u00dfe", 60s).ok());
  CHECK(socket.try_close().ok());
  CHECK(socket.try_receive().status() == status::closed);
  CHECK(socket.try_send_binary("x").status() == status::closed);
  const std::string seen = hear_text(open("seen/cpp-bye"));
  CHECK(seen.find("\"code\":4000") != std::string::npos);
  CHECK(seen.find("gr\u00fc\u00dfe") != std::string::npos);
}

TEST(a_connection_ends_with_its_last_owner_and_once) {
  luavm::websocket first = open("deaf?name=cpp-end");
  luavm::websocket second = std::move(first);
  CHECK(first.handle() == 0);
  CHECK(first.try_send_text("x").status() == status::handle);
  CHECK(first.try_receive().status() == status::handle);
  CHECK(first.try_close().status() == status::handle);
  first = std::move(second);
  const luavm_ws stale = first.handle();
  first = luavm::websocket();
  CHECK(ws_free(stale) == LUAVM_HANDLE);
  const std::string seen = hear_text(open("seen/cpp-end"));
  CHECK(seen.find("\"code\":1006") != std::string::npos);
}

TEST(a_close_ends_a_receive_of_another_thread) {
  const luavm::websocket socket = open("silent");
  status outcome = status::ok;
  std::thread thread([&] { outcome = socket.try_receive().status(); });
  CHECK(socket.try_close().ok());
  thread.join();
  CHECK(outcome == status::closed);
}

TEST(messages_of_many_threads_do_not_mix) {
  const luavm::websocket socket = open("echo");
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; i++)
    threads.emplace_back([&socket, i] {
      const std::string text(40'000, static_cast<char>('a' + i));
      CHECK(socket.try_send_text(text, 60s).ok());
    });
  std::string firsts;
  for (int i = 0; i < 20; i++) {
    const std::string heard = hear_text(socket);
    CHECK(!heard.empty() && heard == std::string(40'000, heard[0]));
    CHECK(firsts.find(heard[0]) == std::string::npos);
    firsts += heard[0];
  }
  for (std::thread &thread : threads) thread.join();
  CHECK(firsts.size() == 20);
}

TEST(bounds_of_a_connection_hold) {
  luavm::websocket_options options;
  options.message_bytes = 1000;
  options.queue_bytes = 2000;
  options.ping = luavm::forever;
  const auto over = open("big/1001", options).try_receive(60s);
  CHECK(over.status() == status::output);
  const luavm::websocket_message longest = hear(open("big/1000", options));
  CHECK(longest.data().size() == 1000);
  const luavm::websocket dying = open("die");
  CHECK(dying.try_send_text("x").ok());
  CHECK(dying.try_receive(60s).status() == status::network);
}

TEST(the_handshake_has_fields_and_protocols) {
  const luavm_http_field fields[] = {luavm::http_field("X-One", "1")};
  luavm::websocket_options options;
  options.fields = fields;
  options.field_count = 1;
  options.protocols = "v3, v2";
  options.timeout = 60s;
  CHECK(hear_text(open("headers", options)).find("\"x-one\":\"1\"") !=
        std::string::npos);
  CHECK(hear_text(open("protocol", options)) == "v2");
}

TEST(what_is_no_connection_is_refused) {
  for (const char *url : {"", "http://127.0.0.1/", "ws://a b/"}) {
    const auto refused = luavm::websocket::try_connect(url);
    CHECK(refused.status() == status::argument && !refused.message().empty());
    CHECK(refused->handle() == 0);
  }
  CHECK(luavm::websocket::try_connect({}).status() == status::argument);
  luavm::websocket_options options;
  options.policy = 77;
  CHECK(luavm::websocket::try_connect(url_of("echo"), options).status() ==
        status::handle);
  CHECK(luavm::websocket::try_connect(url_of("redirect")).status() == status::network);
  const luavm::websocket socket = open("echo");
  for (int code : {999, 1005, 5000, -1})
    CHECK(socket.try_close(code).status() == status::argument);
  CHECK(socket.try_send_text("\xff").status() == status::argument);
  CHECK(socket.try_send_text("it goes on").ok());
  CHECK(hear_text(socket) == "it goes on");
}

TEST(a_policy_holds_for_connections_of_the_program) {
  auto policy = luavm::policy::try_parse(
      R"({"version": 1, "ws": {"hosts": [{"host": "127.0.0.1", "schemes": ["ws"],
          "ports": [)" +
      port() + R"(]}], "addresses": {"allow": ["127.0.0.1"]}, "message": "1KiB"}})");
  REQUIRE(policy.ok());
  luavm::websocket_options options;
  options.policy = policy->handle();
  const luavm::websocket socket = open("echo", options);
  CHECK(luavm::websocket::try_connect("ws://127.0.0.1:1/", options).status() ==
        status::sandbox);
  *policy = luavm::policy();
  CHECK(luavm::websocket::try_connect(url_of("echo"), options).status() ==
        status::handle);
  CHECK(socket.try_send_text(std::string(1025, 'x')).status() == status::argument);
  CHECK(socket.try_send_text(std::string(1024, 'x')).ok());
  CHECK(hear_text(socket).size() == 1024);
}

#if LUAVM_CPP_EXCEPTIONS
TEST(a_websocket_throws_the_error_of_its_status) {
  const luavm::websocket socket(url_of("echo"));
  socket.send_text("x");
  const luavm::websocket_message heard = socket.receive();
  CHECK(heard.data() == "x");
  socket.send_binary("y");
  CHECK(socket.receive(60s).is_binary());
  CHECK_THROWS(luavm::timeout_error, socket.receive(0s), );
  CHECK_THROWS(luavm::argument_error, socket.close(999), );
  socket.close(1000, "done");
  CHECK_THROWS(luavm::closed_error, socket.receive(), );
  CHECK_THROWS(luavm::closed_error, socket.send_text("x"), );
  CHECK_THROWS(luavm::network_error, luavm::websocket(url_of("redirect")), );
  CHECK_THROWS(luavm::handle_error, luavm::websocket().receive(), );
}
#endif
