using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Doctor.Checks;

namespace RobotPolicy.Tests.Cli.Doctor;

/// <summary>Network, and what the environment tells ROS nodes.</summary>
public sealed class NetworkCheckTests : IDisposable
{
    private const string UpMulticast = "0x1003";

    private readonly MadeUpMachine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Theory]
    [InlineData("212992", "Problem", "213.0 kB (net.core.rmem_max)")]
    [InlineData("4194304", "Ok", "4.2 MB (net.core.rmem_max)")]
    public void ReceiveBuffer_HoldsAPictureOrIsAProblem(string limit, string state, string found)
    {
        var finding = _machine.With("/proc/sys/net/core/rmem_max", limit).Look(new ReceiveBufferCheck());

        Assert.Equal((state, found), (finding.State.ToString(), finding.Found));
        if (finding.State == CheckState.Problem)
            Assert.Equal("echo net.core.rmem_max=8388608 | sudo tee /etc/sysctl.d/60-robotpolicy.conf && sudo sysctl --system", finding.Command);
    }

    [Fact]
    public void Network_OneInterface_IsNamed()
    {
        Interface("lo", "0x9");
        Interface("eth0", UpMulticast);
        Interface("eth1", "0x1002");
        Interface("docker0", UpMulticast);

        Is(new NetworkCheck(), "Ok", "multicast on eth0");
    }

    [Fact]
    public void Network_Two_AreToBeChosenFrom()
    {
        Interface("eth0", UpMulticast);
        Interface("wlan0", UpMulticast);

        Is(new NetworkCheck(), "Advice", "multicast on eth0, wlan0");
        Assert.Contains("NetworkInterface name=\"eth0\"", _machine.Look(new NetworkCheck()).Command, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_NoneOfRobots_IsSaid()
    {
        Interface("lo", "0x9");
        Is(new NetworkCheck(), "Advice", "no interface with multicast");

        Interface("docker0", UpMulticast);
        Is(new NetworkCheck(), "Advice", "multicast only on docker0");
    }

    [Theory]
    [InlineData(null, "Ok", "0 (ROS_DOMAIN_ID is not set)")]
    [InlineData("42", "Ok", "42 (ROS_DOMAIN_ID)")]
    [InlineData("102", "Advice", "102")]
    [InlineData("215", "Ok", "215 (ROS_DOMAIN_ID)")]
    [InlineData("233", "Problem", "ROS_DOMAIN_ID=233")]
    [InlineData("-1", "Problem", "ROS_DOMAIN_ID=-1")]
    [InlineData("lab", "Problem", "ROS_DOMAIN_ID=lab")]
    public void Domain_IsOneOfDds(string? value, string state, string found)
    {
        _machine.WithVariable("ROS_DOMAIN_ID", value);

        Is(new RosDomainCheck(), state, found);
    }

    [Theory]
    [InlineData(null, "NotApplicable")]
    [InlineData("rmw_cyclonedds_cpp", "Ok")]
    [InlineData("rmw_fastrtps_cpp", "Advice")]
    [InlineData("rmw_zenoh_cpp", "Problem")]
    public void Middleware_IsOneThatMeetsUs(string? value, string state)
    {
        _machine.WithVariable("RMW_IMPLEMENTATION", value);

        Is(new RosMiddlewareCheck(), state, value ?? "RMW_IMPLEMENTATION is not set");
    }

    [Theory]
    [InlineData(null, null, null, "Ok", "")]
    [InlineData(null, null, "SUBNET", "Ok", "")]
    [InlineData(null, null, "LOCALHOST", "Advice", "robotpolicy-server run … --discovery jazzy-local")]
    [InlineData(null, null, "OFF", "Problem", "unset ROS_AUTOMATIC_DISCOVERY_RANGE")]
    [InlineData(null, null, "NEAR", "Problem", "unset ROS_AUTOMATIC_DISCOVERY_RANGE")]
    [InlineData("humble", null, "OFF", "Ok", "")]
    [InlineData("humble", "1", null, "Advice", "robotpolicy-server run … --discovery loopback")]
    [InlineData("jazzy", "1", null, "Advice", "robotpolicy-server run … --discovery jazzy-local")]
    [InlineData("jazzy", "1", "SUBNET", "Problem", "unset ROS_LOCALHOST_ONLY")]
    [InlineData("jazzy", "0", "SUBNET", "Ok", "")]
    public void Discovery_OfTheShell_NamesTheProfileThatMeetsIt(string? distribution, string? localOnly, string? range, string state, string command)
    {
        var finding = _machine.WithVariable("ROS_DISTRO", distribution).WithVariable("ROS_LOCALHOST_ONLY", localOnly)
            .WithVariable("ROS_AUTOMATIC_DISCOVERY_RANGE", range).Look(new RosDiscoveryCheck());

        Assert.Equal((state, command), (finding.State.ToString(), finding.Command));
    }

    [Fact]
    public void Discovery_StaticPeers_AreNotReadByTheService()
    {
        _machine.WithVariable("ROS_STATIC_PEERS", "10.0.0.2");

        Is(new RosDiscoveryCheck(), "Advice", "ROS_STATIC_PEERS=10.0.0.2");
    }

    [Fact]
    public void CycloneUri_IsShownWhereThereIsOne()
    {
        Assert.Empty(new CycloneUriCheck().Look(_machine.Machine));

        _machine.WithVariable("CYCLONEDDS_URI", "file:///etc/cyclone.xml");
        Is(new CycloneUriCheck(), "Problem", "file:///etc/cyclone.xml");

        _machine.With("/etc/cyclone.xml", "<CycloneDDS/>");
        Is(new CycloneUriCheck(), "Advice", "file:///etc/cyclone.xml");
    }

    private void Interface(string name, string flags) => _machine.With($"/sys/class/net/{name}/flags", flags);

    private void Is(ICheck check, string state, string found)
    {
        var finding = _machine.Look(check);
        Assert.Equal((state, found), (finding.State.ToString(), finding.Found));
    }
}
