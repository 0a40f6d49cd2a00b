using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Ros.CycloneDds.Interop;

/// <summary>A writer or reader of the domain, as the library was told of it.</summary>
/// <param name="Gid">Its identity.</param>
/// <param name="Participant">Identity of its participant.</param>
/// <param name="Topic">DDS name of the topic.</param>
/// <param name="Type">DDS name of the type.</param>
/// <param name="Reliability">A <c>DDS_RELIABILITY</c> value.</param>
/// <param name="Durability">A <c>DDS_DURABILITY</c> value.</param>
internal readonly record struct DdsRemoteEndpoint(RosGid Gid, RosGid Participant, string Topic, string Type, int Reliability, int Durability);
