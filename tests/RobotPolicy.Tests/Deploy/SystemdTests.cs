using System.Globalization;
using System.Net;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Tests.Deploy;

/// <summary>The systemd unit against the service that it starts.</summary>
public sealed class SystemdTests
{
    private readonly UnitFile _unit = UnitFile.Load();

    [Fact]
    public async Task ExecStart_WithTheShippedOptions_IsAcceptedAndStartsNoTask()
    {
        var words = _unit.CommandLine();

        var options = await ServiceCommand.ParseAsync(words[1..]);

        Assert.EndsWith("/robotpolicy-server", words[0], StringComparison.Ordinal);
        Assert.Null(options.Task);
        Assert.True(options.Api.TryParseListen(out var at) && IPAddress.IsLoopback(at.Address));
        var errors = new List<string>();
        options.Api.Validate(errors);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Policies_AreInTheUnitsOwnStateDirectory()
    {
        var options = await ServiceCommand.ParseAsync(_unit.CommandLine()[1..]);

        var folder = Assert.Single(options.PolicyFolders);

        // systemd makes these folders; the service keeps its certificate in the first.
        var made = _unit["StateDirectory"].Split(' ');
        Assert.Contains(folder, made.Select(name => "/var/lib/" + name));
        Assert.Equal("robotpolicy", made[0]);
    }

    [Fact]
    public async Task EngineCache_IsTheUnitsOwnCacheDirectoryAndClosedToOthers()
    {
        // systemd names it in CACHE_DIRECTORY; an option of the machine's own counts before it.
        Assert.Equal("/var/cache/robotpolicy", DeviceOptions.DefaultCache("/var/cache/" + _unit["CacheDirectory"])!.FullName);
        Assert.Equal("/var/cache/robotpolicy", DeviceOptions.DefaultCache("/var/cache/robotpolicy:/var/cache/other")!.FullName);
        Assert.Null(DeviceOptions.DefaultCache(null));
        var own = await ServiceCommand.ParseAsync([.. _unit.CommandLine()[1..], "--engine-cache", "/srv/engines"]);
        Assert.Equal("/srv/engines", own.Device.CacheFolder);
        Assert.Equal("0700", _unit["CacheDirectoryMode"]);
    }

    [Fact]
    public void Limits_PermitWhatTheControlThreadAsksFor()
    {
        Assert.True(int.Parse(_unit["LimitRTPRIO"], CultureInfo.InvariantCulture) >= RealTimeOptions.DefaultPriority);
        Assert.True(int.Parse(_unit["LimitNICE"], CultureInfo.InvariantCulture) <= RealTimeOptions.DefaultNice);
        Assert.Equal("infinity", _unit["LimitMEMLOCK"]);
        Assert.False(_unit.Has("RestrictRealtime"));
        Assert.False(_unit.Has("MemoryDenyWriteExecute"));
        Assert.False(_unit.Has("PrivateDevices"));
    }

    [Fact]
    public void Restart_OnlyAfterACrash_NeverAfterARefusal()
    {
        Assert.Equal("on-failure", _unit["Restart"]);
        Assert.Equal("1 2", _unit["RestartPreventExitStatus"]);
    }

    [Fact]
    public void Watchdog_IsLongerThanAFewSignsOfLife()
    {
        Assert.Equal("notify", _unit["Type"]);
        Assert.True(int.Parse(_unit["WatchdogSec"], CultureInfo.InvariantCulture) >= 5 * HealthWatch.Period.TotalSeconds);
    }
}
