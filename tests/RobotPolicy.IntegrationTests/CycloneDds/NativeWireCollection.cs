namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>Everything that talks DDS runs one after the other: the machines that test this have two cores.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class NativeWireCollection
{
    public const string Name = "native wire";
}
