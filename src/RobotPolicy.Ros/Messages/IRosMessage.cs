using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// One ROS 2 message. Most are ref structs whose strings and sequences stay in the received bytes, so that decoding allocates
/// nothing; such a message is valid only while the sample is held. <see cref="RosMessageExtensions"/> decodes and encodes any of them.
/// </summary>
/// <typeparam name="TSelf">The message.</typeparam>
public interface IRosMessage<TSelf>
    where TSelf : IRosMessage<TSelf>, allows ref struct
{
    /// <summary>Name and hash of the type on the wire.</summary>
    static abstract RosMessageType Type { get; }

    /// <summary>Reads all fields; what is wrong stands in the reader, and the message is then meaningless.</summary>
    /// <param name="reader">A reader at the message's first field.</param>
    static abstract TSelf Read(scoped ref CdrReader reader);

    /// <summary>Writes all fields; what is wrong stands in the writer. Also used to measure, so it has no effect but writing.</summary>
    /// <param name="writer">A writer at the message's first field.</param>
    void Write(scoped ref CdrWriter writer);
}
