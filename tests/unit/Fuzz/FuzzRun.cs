using System.Security.Cryptography;

namespace LuaVm.Tests.Fuzz;

/// <summary>Inputs for one target, at random from a seed. Each that comes to something new is changed further.</summary>
internal sealed class FuzzRun
{
    private const int Most = 4_000;

    private readonly FuzzTarget _target;
    private readonly Random _random;
    private readonly Mutator _mutator;
    private readonly List<byte[]> _inputs;
    private readonly HashSet<string> _outcomes = [];

    internal FuzzRun(FuzzTarget target, int seed)
    {
        _target = target;
        _random = new Random(seed);
        _mutator = new Mutator(_random, target.Pieces);
        _inputs = [.. Recorded("seeds"), .. Recorded("crashes"), .. target.Seeds];
    }

    internal long Executions { get; private set; }

    internal int Outcomes => _outcomes.Count;

    /// <summary>Whatever it starts from or has found.</summary>
    internal void Replay()
    {
        foreach (var input in _inputs) Try(input);
    }

    internal void Search(Func<bool> goesOn)
    {
        while (goesOn())
        {
            var input = _mutator.Change(_inputs[_random.Next(_inputs.Count)], _inputs);
            if (Try(input) && _inputs.Count < Most) _inputs.Add(input);
        }
    }

    /// <summary>Whether it came to something new.</summary>
    private bool Try(byte[] input)
    {
        Executions++;
        try
        {
            return _outcomes.Add(_target.Try(input));
        }
        catch (Exception e)
        {
            var found = Path.Combine(FuzzFolder.Root, "out", "fuzz", "found", _target.Name);
            Directory.CreateDirectory(found);
            var file = Path.Combine(found, "crash-" + Convert.ToHexStringLower(SHA256.HashData(input))[..16]);
            File.WriteAllBytes(file, input);
            throw new AssertionException($"input {Executions}, {file}: {e}", e);
        }
    }

    private IEnumerable<byte[]> Recorded(string folder)
    {
        var path = Path.Combine(FuzzFolder.Root, "tests", "fuzz", folder, _target.Name);
        return Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal).Select(File.ReadAllBytes) : [];
    }
}
