using System.Net;
using System.Net.Sockets;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.CycloneDds.Interop;

namespace RobotPolicy.IntegrationTests.CycloneDds;

[Collection(NativeWireCollection.Name)]
public sealed class SetUpFailureTests() : WireTestBase(Domain)
{
    private static readonly uint Domain = TestDomain.Claim();

    [Fact]
    public void Construct_AllParticipantIndicesTaken_SaysWhatToDo()
    {
        // The unicast discovery port of participant index 0 of this domain.
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Any, 7400 + (250 * (int)Domain) + 10));

        var error = Assert.Throws<DdsException>(() => CreateTransport(configure: options =>
        {
            options.Discovery = DiscoveryProfile.Custom;
            options.CustomConfigXml =
                """
                <CycloneDDS><Domain Id="any"><General><Interfaces><NetworkInterface name="lo"/></Interfaces></General>
                <Discovery><ParticipantIndex>auto</ParticipantIndex><MaxAutoParticipantIndex>0</MaxAutoParticipantIndex></Discovery></Domain></CycloneDDS>
                """;
        }));

        Assert.Contains($"could not create domain {Domain}", error.Message);
        Assert.Contains("Failed to find a free participant index", error.Message);
        Assert.Contains("use another domain id", error.Message);
        taken.Close();
        using var next = CreateTransport();
    }

    [Fact]
    public void Construct_SecondConfigurationForALiveDomain_IsRefusedAndTheFirstLivesOn()
    {
        var first = CreateTransport("first");
        var error = Assert.Throws<InvalidOperationException>(() => CreateTransport("second", options => options.Discovery = DiscoveryProfile.Lan));
        Assert.Equal(
            $"DDS domain {Domain} is in use in this process with another configuration: transports that share a domain id share its discovery "
            + "profile. The domain lives until its transports are disposed and the samples they delivered are released.",
            error.Message);
        Assert.Equal("/first", first.NodeName);
        using var sameConfiguration = CreateTransport("third");
    }

    [Fact]
    public void Layouts_OnThisPlatform_FitTheHeadersOfTheLibrary() => Assert.Null(DdscLayouts.FindMismatch());

    [Fact]
    public void Library_WithoutTheSymbols_IsNamedWithWhatItLacks()
    {
        Assert.Equal(["dds_writecdr"], DdscLibrary.FindMissingExports(symbol => symbol != "dds_writecdr"));
        Assert.Contains("ddsi_sertype_v0", DdscLibrary.FindMissingExports(_ => false));
        Assert.Contains("dds_set_log_sink", DdscLibrary.FindMissingExports(_ => false));
        Assert.StartsWith("libddsc.so", CycloneDdsTransport.NativeLibraryName);
    }

    [Theory]
    [InlineData("212992\n", true)]
    [InlineData("922623", true)]
    [InlineData("922624", false)]
    [InlineData("4194304\n", false)]
    [InlineData("", false)]
    [InlineData("many", false)]
    public void SocketBuffer_SmallerThanAnImage_IsWarnedOf(string limit, bool expected)
    {
        var warning = SocketBufferCheck.GetWarning(limit);
        Assert.Equal(expected, warning is not null);
        if (expected)
            Assert.EndsWith("Raise it with 'sysctl -w net.core.rmem_max=8388608'.", warning);
    }

    [Fact]
    public void SocketBuffer_NoSuchFile_IsNoWarning() => Assert.Null(SocketBufferCheck.FindWarning("/nonexistent/rmem_max"));

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, "DURABILITY")]
    [InlineData(11, "RELIABILITY")]
    [InlineData(25, "DATA_REPRESENTATION")]
    [InlineData(99, "POLICY_99")]
    public void PolicyName_ById_IsThatOfDds(uint id, string? name) => Assert.Equal(name, QosPolicyName.Find(id));
}
