namespace Grpc.Core;

/// <summary>Deadline and cancellation of a server call, for the calls that its handler makes.</summary>
public abstract class ContextPropagationToken
{
    internal ContextPropagationToken()
    {
    }
}
