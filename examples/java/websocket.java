// A WebSocket connection of the host's. Start examples/server.py first: it echoes.
//
//   java -cp out/java/luavm.jar examples/java/websocket.java
import io.luavm.LuaTimeoutException;
import io.luavm.LuaWebSocket;
import java.time.Duration;

class Connection {
    public static void main(String[] arguments) {
        String url = arguments.length > 0 ? arguments[0] : "ws://127.0.0.1:8765/ws";
        try (LuaWebSocket socket = new LuaWebSocket(url)) {
            for (String message : new String[] {"one", "two", "three"}) {
                socket.send(message);
            }
            for (int i = 0; i < 3; i++) {
                System.out.println(socket.receive(Duration.ofSeconds(5)).text());
            }
            try {
                socket.receive(Duration.ofMillis(10));
            } catch (LuaTimeoutException error) { // nothing more comes; the connection goes on
                System.out.println(error.status());
            }
            socket.close(1000, "done");
            System.out.println("ok");
        }
    }
}
