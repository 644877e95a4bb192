namespace LuaVm.Tests.Http;

/// <summary>Answers that scripts have neither read to their end nor closed, and have no more.</summary>
internal sealed class HttpLostTests
{
    private const string Begun = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun";

    [SetUp]
    public void Begin() => HttpVm.AssertIdle();

    [TestCase("http.get(URL, {stream = true})", TestName = "Answer that a run has lost ends with it")]
    [TestCase("r = http.get(URL, {stream = true}) r:read(5)", TestName = "Answer in a global ends with the globals")]
    [TestCase("local r = http.get(URL, {stream = true}) error('x')", TestName = "Answer that an error has lost ends with the run")]
    public void Answer_that_a_run_has_lost(string script)
    {
        using var server = LoopbackServer.Stalling(Begun);
        var vm = HttpVm.Open();
        vm.Run(script.Replace("URL", $"'{server.Url}'", StringComparison.Ordinal));
        HttpVm.AssertIdle();
        Assert.That(server.Requests, Is.EqualTo(1));
        vm.Free();
    }

    [Test]
    public void Answer_that_a_script_keeps_outlives_its_run()
    {
        using var server = LoopbackServer.Stalling(Begun);
        var vm = HttpVm.Open();
        vm.Run($"r = http.get('{server.Url}', {{stream = true}})", keep: true);
        Assert.That(vm.Run("return r:read(5)", keep: true).Text, Is.EqualTo("begun"));
        vm.Free();
    }

    [Test]
    public void Lost_answers_do_not_count_for_their_VM()
    {
        using var server = LoopbackServer.Stalling(Begun);
        var vm = HttpVm.Open(HttpVm.Rules with { OpenPerVm = 2 });
        var outcome = vm.Run($"for i = 1, 7 do r = http.get('{server.Url}', {{stream = true}}) end return r:read(5)");
        Assert.That((outcome.Text, outcome.Message), Is.EqualTo(("begun", "")));
        vm.Free();
    }
}
