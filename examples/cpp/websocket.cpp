// A WebSocket connection of the host's. Start examples/server.py first: it echoes.
//
//   c++ -std=c++17 websocket.cpp -o websocket $(pkg-config --cflags --libs luavm)
#include <chrono>
#include <iostream>

#include <luavm.hpp>

using namespace std::chrono_literals;

int main(int count, char **arguments) try {
  const luavm::websocket socket(count > 1 ? arguments[1] : "ws://127.0.0.1:8765/ws");
  for (const char *message : {"one", "two", "three"}) socket.send_text(message);
  for (int i = 0; i < 3; i++) {
    const luavm::websocket_message message = socket.receive(5s);
    std::cout << message.data() << '\n';
  }

  // Nothing more comes: that is a status, and the connection goes on.
  std::cout << name(socket.try_receive(10ms).status()) << '\n';

  socket.close(1000, "done");
  std::cout << "ok\n";
} catch (const luavm::error &e) {
  std::cerr << e.what() << '\n';
  return 1;
}
