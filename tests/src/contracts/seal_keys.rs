//! Signing through KMS, both kinds of key.

use std::collections::BTreeSet;

use lifecycle::port::SealKeys;
use local::stores::SealKeySpec;
use seal::{Algorithm, digest_for};

use super::World;

#[tokio::test]
async fn what_kms_signs_verifies_in_process() {
    for (spec, algorithm) in [(SealKeySpec::Sm2, Algorithm::Sm2Sm3), (SealKeySpec::P256, Algorithm::EcdsaP256Sha256)] {
        let world = World::sealing_with(spec).await;
        let keys = world.aws.seal_keys();
        let public = keys.public_key().await.unwrap();
        assert_eq!(public.algorithm(), algorithm);
        // P-256 signatures have s in either half; twenty make sure that both came.
        for n in 0..20_u8 {
            let message = [n; 67];
            let signature = keys.sign(&digest_for(&public, &message)).await.unwrap();
            assert_eq!(public.verify(&message, &signature), Ok(()), "{algorithm:?} {n}");
            assert!(public.verify(&[n.wrapping_add(1); 67], &signature).is_err());
        }
    }
}

#[tokio::test]
async fn every_process_signs_under_one_key() {
    let world = World::new().await;
    let here = world.aws.seal_keys().public_key().await.unwrap();
    let elsewhere = world.other_process().await.seal_keys().public_key().await.unwrap();
    assert_eq!(here.key_id(), elsewhere.key_id());
}

#[test]
fn the_public_half_is_asked_for_once() {
    let (world, stores, client) = World::on_two_runtimes();
    let public = client.block_on(world.aws.seal_keys().public_key()).unwrap();
    drop(stores);
    let again = client.block_on(world.aws.seal_keys().public_key()).unwrap();
    assert_eq!(again.key_id(), public.key_id());
    let fault = client.block_on(world.aws.seal_keys().sign(&[0; 32])).unwrap_err();
    assert_eq!((fault.code, fault.detail.as_str()), ("key.unavailable", "Sign: NotSent"));
}

#[tokio::test]
async fn every_use_has_its_own_key_of_the_same_kind() {
    for (spec, algorithm) in [(SealKeySpec::Sm2, Algorithm::Sm2Sm3), (SealKeySpec::P256, Algorithm::EcdsaP256Sha256)] {
        let world = World::sealing_with(spec).await;
        let aws = &world.aws;
        let mut ids = BTreeSet::new();
        for keys in [aws.seal_keys(), aws.status_keys(), aws.display_keys(), aws.root_keys()] {
            let public = keys.public_key().await.unwrap();
            assert_eq!(public.algorithm(), algorithm);
            let signature = keys.sign(&digest_for(&public, b"list")).await.unwrap();
            assert_eq!(public.verify(b"list", &signature), Ok(()));
            ids.insert(public.key_id().to_string());
        }
        assert_eq!(ids.len(), 4);
    }
}
