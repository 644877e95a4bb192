// A WebSocket connection of the host's. Start examples/server.py first: it echoes.
#:project ../../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using LuaVm.Client;

using var socket = new LuaWebSocket(args.Length > 0 ? args[0] : "ws://127.0.0.1:8765/ws");
foreach (var message in new[] { "one", "two", "three" }) socket.Send(message);
for (var i = 0; i < 3; i++) Console.WriteLine(socket.Receive(TimeSpan.FromSeconds(5))!.Text);
try
{
    socket.Receive(TimeSpan.FromMilliseconds(10));
}
catch (LuaTimeoutException error) // nothing more comes; the connection goes on
{
    Console.WriteLine(error.Status.ToString().ToLowerInvariant());
}
socket.Close(1000, "done");
Console.WriteLine("ok");
