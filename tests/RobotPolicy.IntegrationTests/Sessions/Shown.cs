using Grpc.Core;
using RobotPolicy.Api.V1;

namespace RobotPolicy.IntegrationTests.Sessions;

/// <summary>What a call shows of its caller, as metadata.</summary>
internal static class Shown
{
    public static Metadata Token(string token) => new() { { "authorization", "Bearer " + token } };

    public static Metadata Under(this Metadata shown, Lease lease)
    {
        var all = new Metadata { { "lease-id", lease.LeaseId } };
        foreach (var entry in shown)
            all.Add(entry);
        return all;
    }
}
