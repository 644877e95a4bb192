using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LuaVm.Redis;

namespace LuaVm.Tests.Redis;

/// <summary>A redis-server of the machine's own, on a free port of the loopback, that keeps what it acknowledges.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("luavm-redis").FullName;
    private Process? _process;

    internal RedisServer()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        Start();
    }

    internal int Port { get; }

    internal string Url => $"redis://127.0.0.1:{Port}";

    internal void Start()
    {
        _process = Process.Start(new ProcessStartInfo("redis-server",
            $"--port {Port} --bind 127.0.0.1 --dir {_folder} --appendonly yes --appendfsync always --save \"\"")
        {
            RedirectStandardOutput = true,
        })!;
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal)) break;
        }
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>What its clock shows.</summary>
    internal DateTimeOffset Time => DateTimeOffset.FromUnixTimeMilliseconds(Ask("""
        local time = redis.call('TIME')
        return time[1] * 1000 + math.floor(time[2] / 1000)
        """));

    /// <summary>All that ends does so earlier.</summary>
    internal void Hasten(TimeSpan time) => Ask($"""
        for _, key in ipairs(redis.call('KEYS', '*:x')) do
          for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
            redis.call('ZINCRBY', key, -{(long)time.TotalMilliseconds}, member)
          end
        end
        return 0
        """);

    /// <summary>SIGKILL.</summary>
    internal void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>CONFIG SET.</summary>
    internal void Configure(string setting, string value) => Do("CONFIG", "SET", setting, value);

    /// <summary>Runs a script of the server's, which answers with a number.</summary>
    internal long Ask(string script) => Do("EVAL", script, "0").Number;

    private RespReply Do(params string[] words)
    {
        using var client = new RedisClient(RedisUrl.Parse(Url), new RedisAccess(null, false), TimeSpan.FromSeconds(30));
        return client.Run(RedisCall.Plain(1_000, words), default).AsTask().GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Kill();
        _process!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
