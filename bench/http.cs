// Compares a GET from Lua with the same through HttpClient, in one process, turn by turn.
//
//   dotnet run bench/http.cs -- [--pairs N] [--json FILE]      needs out/lib/libluavm.so
//
// Like the rest of bench/ it asserts nothing about speed.
#:project ../bindings/csharp/LuaVm.Client.csproj
#:property PublishAot=false
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using LuaVm.Client;

const int Batch = 2_000;
const double Target = 0.7;
string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
var pairs = int.Parse(Option("--pairs") ?? "15", CultureInfo.InvariantCulture);

using var listener = new TcpListener(IPAddress.Loopback, 0);
listener.Start();
var port = ((IPEndPoint)listener.LocalEndpoint).Port;
_ = Serve(listener);

using var policy = new LuaPolicy($$"""
    {"version": 1, "limits": {"wall": "10min"}, "http": {"requests": "unlimited",
     "hosts": [{"host": "127.0.0.1", "schemes": ["http"], "ports": [{{port}}] }], "addresses": {"allow": ["127.0.0.1"]} } }
    """);
using var vm = new Vm(new VmOptions { Policy = policy });
using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
var report = new JsonObject();
Console.WriteLine("http, loopback              HttpClient/s   from Lua/s   ratio");
foreach (var bytes in new[] { 100, 16 << 10, 1 << 20 })
{
    var (url, count) = ($"http://127.0.0.1:{port}/{bytes}", Math.Max(50, Batch >> bytes / (64 << 10)));
    for (var i = 0; i < 3; i++) _ = (Direct(url, count), FromLua(url, count)); // connections, tiers of the compiler
    var (direct, lua, ratios) = (new List<double>(), new List<double>(), new List<double>());
    for (var i = 0; i < pairs; i++)
    {
        direct.Add(Direct(url, count));
        lua.Add(FromLua(url, count));
        ratios.Add(lua[^1] / direct[^1]);
    }
    var verdict = bytes != 100 ? "" : Median(ratios) >= Target ? "ok" : "MISSED";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"  GET of {bytes,9:N0} bytes     {Median(direct),12:N0} {Median(lua),12:N0}    {Median(ratios):0.00}  {verdict}"));
    report[$"GET of {bytes} bytes"] = Math.Round(Median(ratios), 3);
}
Console.WriteLine($"  target: {Target.ToString(CultureInfo.InvariantCulture)} of HttpClient for a small body");
if (Option("--json") is { } file) File.WriteAllText(file, report.ToJsonString());

// Requests a second, each waited for before the next, as a script does.
double Direct(string url, int count)
{
    var start = Stopwatch.GetTimestamp();
    for (var i = 0; i < count; i++)
    {
        if (client.GetByteArrayAsync(url).GetAwaiter().GetResult().Length == 0) throw new InvalidDataException("no body");
    }
    return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

double FromLua(string url, int count)
{
    var start = Stopwatch.GetTimestamp();
    vm.Eval<long>($"for i = 1, {count} do if #http.get('{url}').body == 0 then error 'no body' end end return 1");
    return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

// A server that spends as little as can be: the path is the length of the body.
static async Task Serve(TcpListener listener)
{
    while (true)
    {
        var connection = await listener.AcceptTcpClientAsync();
        connection.NoDelay = true;
        _ = Task.Run(() => Answer(connection.GetStream()));
    }
}

static async Task Answer(Stream stream)
{
    var (request, answers) = (new byte[4096], new Dictionary<int, byte[]>());
    for (int count; (count = await stream.ReadAsync(request)) > 0;) // one request at a time, each in one piece
    {
        var slash = request.AsSpan(0, count).IndexOf((byte)'/') + 1;
        var bytes = int.Parse(request.AsSpan(slash, request.AsSpan(slash).IndexOf((byte)' ')), CultureInfo.InvariantCulture);
        if (!answers.TryGetValue(bytes, out var answer))
        {
            answer = [.. System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\n\r\n"), .. new byte[bytes]];
            answers[bytes] = answer;
        }
        await stream.WriteAsync(answer);
    }
}
