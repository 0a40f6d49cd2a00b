using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary>Decodes and encodes every message: <c>JointState.TryDecode(sample.Cdr, out var message, out var error)</c>.</summary>
public static class RosMessageExtensions
{
    extension<T>(T message)
        where T : IRosMessage<T>, allows ref struct
    {
        /// <summary>Decodes one message. Any thread; never throws, whatever the bytes are.</summary>
        /// <param name="cdr">The encapsulation header and the payload.</param>
        /// <param name="decoded">The message. A ref struct views <paramref name="cdr"/> and lives no longer.</param>
        /// <param name="error">What is wrong, with field, offset, expected and actual.</param>
        /// <returns>Whether the whole message is valid.</returns>
        public static bool TryDecode(ReadOnlySpan<byte> cdr, [MaybeNullWhen(false)] out T decoded, out CdrError error)
        {
            var reader = new CdrReader(cdr);
            decoded = T.Read(ref reader);
            if (reader.TryFinish(T.Type.Name, out error))
                return true;
            decoded = default;
            return false;
        }

        /// <summary>Bytes that the encoded message takes, header included; 0 if it cannot be encoded.</summary>
        public int GetSerializedSize()
        {
            var writer = CdrWriter.Measure();
            message.Write(ref writer);
            return writer.Failed ? 0 : writer.Length;
        }

        /// <summary>Encodes the message, little-endian. Allocates nothing; an error means that nothing may be published.</summary>
        /// <param name="destination">Receives header and payload.</param>
        /// <param name="written">Bytes written, or 0.</param>
        /// <param name="error">What is wrong.</param>
        public bool TryEncode(Span<byte> destination, out int written, out CdrError error)
        {
            var writer = new CdrWriter(destination);
            message.Write(ref writer);
            error = writer.Error;
            written = writer.Failed ? 0 : writer.Length;
            return !writer.Failed;
        }
    }
}
