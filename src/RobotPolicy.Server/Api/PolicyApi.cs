using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Operations.Watching;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Server.Api;

/// <summary><c>policies.proto</c> over <see cref="PolicyLibrary"/>.</summary>
internal sealed class PolicyApi(OperationsRoom room) : PolicyService.PolicyServiceBase
{
    // Longest name of a folder.
    private const int MaxName = 255;

    // Far more than one load reports; the last ones stay.
    private const int MaxUnreadSteps = 32;

    public override Task<ListPoliciesResponse> ListPolicies(ListPoliciesRequest request, ServerCallContext context) => Task.Run(() =>
    {
        new RequestCheck().OptionalName("page_token", request.PageToken, MaxName).ThrowIfBad();
        var page = room.Policies.List(request.PageSize, request.PageToken);
        var response = new ListPoliciesResponse { NextPageToken = page.NextToken };
        response.Policies.Add(page.Items.Select(ApiMessages.ToApi));
        return response;
    });

    public override Task<Policy> GetPolicy(GetPolicyRequest request, ServerCallContext context) =>
        Task.Run(() => ApiMessages.ToApi(room.Policies.Get(Name(request.Name))));

    public override async Task LoadPolicy(
        LoadPolicyRequest request, IServerStreamWriter<LoadPolicyProgress> responseStream, ServerCallContext context)
    {
        var name = Name(request.Name);
        using var steps = new Watcher<LoadStep>(MaxUnreadSteps);
        var loading = LoadAsync();
        await foreach (var step in steps.ReadAllAsync(context.CancellationToken).ConfigureAwait(false))
        {
            var message = new LoadPolicyProgress { Stage = step.Stage, Fraction = step.Fraction, Warning = step.Warning };
            if (step == LoadStep.Ready)
                message.Policy = ApiMessages.ToApi(room.Policies.Get(name));
            await responseStream.WriteAsync(message, context.CancellationToken).ConfigureAwait(false);
        }

        await loading.ConfigureAwait(false);

        async Task LoadAsync()
        {
            try
            {
                await room.Policies.LoadAsync(name, steps.Offer, context.CancellationToken).ConfigureAwait(false);
            }
            finally
            {
                steps.Complete();
            }
        }
    }

    public override async Task<Policy> UnloadPolicy(UnloadPolicyRequest request, ServerCallContext context) =>
        ApiMessages.ToApi(await room.Policies.UnloadAsync(Name(request.Name)).ConfigureAwait(false));

    private static string Name(string name)
    {
        new RequestCheck().Name("name", name, MaxName).ThrowIfBad();
        return name;
    }
}
