namespace RobotPolicy.Control.Loop;

/// <summary>The policy that waits to be taken over by the next tick; of several, the newest. Any thread offers, the control thread takes.</summary>
internal sealed class PolicyExchange
{
    private Offer? _offer;

    /// <summary>Offers a policy, or none.</summary>
    public void Put(EquippedPolicy? policy, long ticket) => Volatile.Write(ref _offer, new Offer(policy, ticket));

    /// <summary>Takes the offer, if there is one.</summary>
    public bool TryTake(out EquippedPolicy? policy, out long ticket)
    {
        var offer = Volatile.Read(ref _offer) is null ? null : Interlocked.Exchange(ref _offer, null);
        (policy, ticket) = (offer?.Policy, offer?.Ticket ?? 0);
        return offer is not null;
    }

    private sealed record Offer(EquippedPolicy? Policy, long Ticket);
}
