using System.Net;
using System.Net.Sockets;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>What a campaign runs, and where: programs, files, domain and port.</summary>
internal sealed record CampaignSetup
{
    private static readonly EnumerationOptions AnyCase = new() { MatchCasing = MatchCasing.CaseInsensitive };

    /// <summary>Package that is run unless another is asked for.</summary>
    public const string DefaultPolicy = "pick_place_act";

    /// <summary>Folder with the built programs.</summary>
    public required string Binaries { get; init; }

    /// <summary>Root of the repository: hardware profiles and packages.</summary>
    public required string Root { get; init; }

    /// <summary>ROS domain of the campaign.</summary>
    public required uint Domain { get; init; }

    /// <summary>Address of the service's API.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Package that is run: a folder of <see cref="Policies"/>, or a full path.</summary>
    public string Policy { get; init; } = DefaultPolicy;

    /// <summary>The simulator's scene.</summary>
    public string Scene { get; init; } = "pick_place";

    /// <summary>Folder of the log files.</summary>
    public string Logs => Path.Combine(Root, ".setup", "campaign");

    /// <summary>The hardware profile of the simulated robot.</summary>
    public string Hardware { get => field ?? Path.Combine(Root, "hardware", "simulator.yaml"); init; }

    /// <summary>Folder of the packages.</summary>
    public string Policies => Path.Combine(Root, "deploy", "policies");

    /// <summary>The checkout that this program was built in, a domain that is probably free and a port that is.</summary>
    /// <exception cref="CampaignException">The program does not stand in a checkout.</exception>
    public static CampaignSetup Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        if (folder is null)
            throw new CampaignException("Run it from the checkout that it was built in: RobotPolicy.sln is in no folder above.");
        var domain = uint.TryParse(Environment.GetEnvironmentVariable("ROS_DOMAIN_ID"), out var given)
            ? given
            : 90 + (uint)(Environment.ProcessId % 10);
        return new CampaignSetup
        {
            Root = folder.FullName,
            Binaries = Path.Combine(folder.FullName, "artifacts", "bin"),
            Domain = domain,
            Endpoint = $"http://127.0.0.1:{FreePort()}",
        };
    }

    /// <summary>Reads the hardware profile.</summary>
    /// <exception cref="CampaignException">It is not sound.</exception>
    public HardwareProfile LoadProfile()
    {
        var errors = new List<string>();
        return HardwareProfileLoader.Load(Hardware, errors) ?? throw new CampaignException(string.Join("; ", errors));
    }

    /// <summary>Path of a program of ours, in its release build.</summary>
    public string Program(string project, string name) => Path.Combine(Binaries, project, "release", name);

    /// <summary>
    /// The service as it is installed, compiled ahead of time, where <c>eng/publish.sh</c> has published this very build;
    /// else as it was built.
    /// </summary>
    public string ServiceProgram
    {
        get
        {
            const string name = "robotpolicy-server";
            var built = Program("RobotPolicy.Server", name);
            var published = Path.Combine(Path.GetDirectoryName(Binaries)!, "publish", "server");
            return File.Exists(Path.Combine(published, name)) && Directory.EnumerateFiles(Path.GetDirectoryName(built)!, "robotpolicy*.dll", AnyCase).All(IsPublished)
                ? Path.Combine(published, name)
                : built;

            bool IsPublished(string library) => File.GetLastWriteTimeUtc(Path.Combine(published, Path.GetFileName(library))) >= File.GetLastWriteTimeUtc(library);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
